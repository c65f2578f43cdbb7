/* SPDX-License-Identifier: MIT */
#include "llm/url.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"

void rc_url_show(const char *url, char *out, size_t len)
{
	const char *scheme = strstr(url, "://");
	const char *rest = scheme ? scheme + 3 : url;
	size_t authority = strcspn(rest, "/?#\\");
	size_t prefix = (size_t)(rest - url);

	/* The last '@' ends the user: a password may hold others. */
	const char *at = memrchr(rest, '@', authority);
	if (at)
		rest = at + 1;
	snprintf(out, len, "%.*s%.*s", (int)prefix, url,
		 (int)strcspn(rest, "?#"), rest);
	for (char *p = out; *p; p++)
		if (!isprint((unsigned char)*p))
			*p = '?';
}

static bool is_loopback(const char *host)
{
	struct in_addr v4;
	struct in6_addr v6;

	if (!strcmp(host, "localhost"))
		return true;
	/* Not inet_aton(3): "127.1" may be a name to somebody else. */
	if (inet_pton(AF_INET, host, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	return inet_pton(AF_INET6, host, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

static bool is_plain(const char *url)
{
	for (; *url; url++)
		if (*url <= ' ' || *url >= 0x7f || *url == '\\')
			return false;
	return true;
}

/* The end of the host, or NULL. */
static const char *read_host(const char *s, struct rc_url *out)
{
	static const char name[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
	bool v6 = *s == '[';
	size_t len = v6 ? strspn(++s, "0123456789abcdefABCDEF:.")
			: strspn(s, name);

	if (!len || len >= sizeof(out->host) || (v6 && s[len] != ']'))
		return NULL;
	for (size_t i = 0; i < len; i++)
		out->host[i] = (char)tolower((unsigned char)s[i]);
	out->host[len] = '\0';
	return s + len + v6;
}

static const char *read_port(const char *s, struct rc_url *out)
{
	if (*s != ':')
		return s;
	size_t digits = strspn(++s, "0123456789");
	if (!digits || digits > 5)
		return NULL;
	out->port = (unsigned)strtoul(s, NULL, 10);
	return out->port && out->port < 65536 ? s + digits : NULL;
}

int rc_url_parse(const char *url, struct rc_url *out, struct rc_err *err)
{
	*out = (struct rc_url){ .https = !strncasecmp(url, "https://", 8) };
	rc_url_show(url, out->shown, sizeof(out->shown));
	if (!out->https && strncasecmp(url, "http://", 7) != 0)
		return rc_err_set(
			err, RC_EINVAL,
			"'%s' does not begin with http:// or https://",
			out->shown);
	const char *s = url + (out->https ? 8 : 7);
	if (memchr(s, '@', strcspn(s, "/?#"))) {
		rc_err_set(err, RC_EINVAL, "a user or password in the URL '%s'",
			   out->shown);
		return rc_err_hint(
			err,
			"give the key by a key file, see rustcoder-config(5)");
	}
	const char *end = is_plain(url) ? read_host(s, out) : NULL;
	if (end)
		end = read_port(end, out);
	if (!end || (*end && !strchr("/?#", *end)))
		return rc_err_set(err, RC_EINVAL, "invalid URL '%s'",
				  out->shown);
	out->extra = end[strcspn(end, "?#")];
	out->loopback = is_loopback(out->host);
	return 0;
}
