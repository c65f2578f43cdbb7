/* SPDX-License-Identifier: MIT */

/*
 * Stands in for libFuzzer in the test suite: runs the target once over every
 * file of the folders given, so that a finding stays found.
 */

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = NULL;
	long size;
	int ret = -1;

	if (!f)
		goto out;
	if (fseek(f, 0, SEEK_END) || (size = ftell(f)) < 0)
		goto out;
	rewind(f);
	/* Exactly as long as the file, so that ASan sees one byte too many. */
	data = malloc(size ? (size_t)size : 1);
	if (!data || fread(data, 1, (size_t)size, f) != (size_t)size)
		goto out;
	LLVMFuzzerTestOneInput(data, (size_t)size);
	ret = 0;
out:
	if (ret)
		perror(path);
	free(data);
	if (f)
		fclose(f);
	return ret;
}

static int run_dir(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	char path[4096];
	int count = 0;

	if (!d) {
		perror(dir);
		return -1;
	}
	while ((entry = readdir(d))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		if (run_file(path)) {
			count = -1;
			break;
		}
		count++;
	}
	closedir(d);
	return count;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		int count = run_dir(argv[i]);

		if (count < 0)
			return 1;
		printf("%s: %d inputs\n", argv[i], count);
		/* An empty corpus would pass without having tested a thing. */
		if (!count)
			return 1;
	}
	return argc > 1 ? 0 : 1;
}
