/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include <rustcoder/event.h>

#include "base/mem.h"

/* What moves a cursor, reorders text or cannot be seen. */
static const struct {
	uint32_t first, last;
} hidden[] = {
	{ 0x0000, 0x001f },   /* C0 */
	{ 0x007f, 0x009f },   /* DEL, C1 */
	{ 0x061c, 0x061c },   /* arabic letter mark */
	{ 0x200b, 0x200f },   /* zero width, direction marks */
	{ 0x2028, 0x202e },   /* line separators, bidi embeddings */
	{ 0x2060, 0x206f },   /* word joiner, bidi isolates, deprecated */
	{ 0xfeff, 0xfeff },   /* byte order mark */
	{ 0xfff9, 0xfffb },   /* interlinear annotation */
	{ 0xe0000, 0xe007f }, /* tags: text that no font shows */
};

bool rc_utf8_hidden(uint32_t cp)
{
	for (size_t i = 0; i < RC_COUNT(hidden); i++)
		if (cp >= hidden[i].first && cp <= hidden[i].last)
			return true;
	return false;
}

/* Length by lead byte; 0 for what cannot begin a character. */
static size_t lead_length(unsigned char c)
{
	if (c < 0x80)
		return 1;
	if (c < 0xc2)
		return 0;
	if (c < 0xe0)
		return 2;
	if (c < 0xf0)
		return 3;
	return c < 0xf5 ? 4 : 0;
}

size_t rc_utf8_next(const char *s, size_t len, uint32_t *cp)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = len ? lead_length((unsigned char)s[0]) : 0;

	if (!n || n > len)
		return 0;
	uint32_t c = (unsigned char)s[0];
	if (n > 1)
		c &= 0x7fu >> n;
	for (size_t i = 1; i < n; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | ((unsigned char)s[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	if (cp)
		*cp = c;
	return n;
}

bool rc_utf8_valid(const char *s, size_t len)
{
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		n = rc_utf8_next(s + i, len - i, NULL);
		if (!n)
			return false;
	}
	return true;
}

static void add_visible(struct rc_buf *buf, uint32_t cp)
{
	/* U+2400 and on picture the control of the same number. */
	if (cp < 0x20)
		rc_buf_addf(buf, "\xe2\x90%c", (int)(0x80 + cp));
	else if (cp == 0x7f)
		rc_buf_adds(buf, "\xe2\x90\xa1");
	else
		rc_buf_addf(buf, "<U+%04X>", (unsigned)cp);
}

void rc_utf8_replace(struct rc_buf *buf, const char *s, size_t len,
		     bool (*is_odd)(uint32_t cp),
		     void (*add)(struct rc_buf *buf, uint32_t cp))
{
	size_t plain = 0; /* start of the run that can be copied as it is */
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		uint32_t cp = 0;
		size_t size = rc_utf8_next(s + i, len - i, &cp);

		n = size ? size : 1;
		if (size && !is_odd(cp))
			continue;
		rc_buf_add(buf, s + plain, i - plain);
		if (size)
			add(buf, cp);
		else
			rc_buf_adds(buf, RC_UTF8_REPLACEMENT);
		plain = i + n;
	}
	rc_buf_add(buf, s + plain, len - plain);
}

static bool is_dangerous(uint32_t cp)
{
	return cp != '\n' && cp != '\t' && rc_utf8_hidden(cp);
}

void rc_utf8_clean(struct rc_buf *buf, const char *s, size_t len)
{
	rc_utf8_replace(buf, s, len, is_dangerous, add_visible);
}

char *rc_text_clean(const char *text)
{
	if (!text)
		return NULL;
	/* The worst is a C1 control: two bytes become "<U+0085>". */
	struct rc_buf buf = RC_BUF_INIT(strlen(text) * 4 + 1);
	rc_utf8_clean(&buf, text, strlen(text));
	return rc_buf_take(&buf);
}
