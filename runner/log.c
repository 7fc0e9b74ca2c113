/* SPDX-License-Identifier: MIT */
#include "log.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"

enum {
	PIECE = 32768,
	MOST_PIECES = 256, /* a pipe can have 256 pages, and each may be read alone */
	LONGEST_LINE = 4096,
};

/* Gives back what is too old. A file system that cannot keeps it: that costs room, not output. */
static void give_back(struct log *log)
{
	off_t first = (log->size - LOG_KEPT) / LOG_STEP * LOG_STEP;

	if (log->size - log->first <= LOG_KEPT + LOG_STEP)
		return;
	if (fallocate(log->file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, log->first,
		    first - log->first) == 0)
		log->first = first;
}

static int write_all(int to, const char *text, size_t length)
{
	while (length > 0) {
		ssize_t written = write(to, text, length);

		if (written < 0 && errno != EINTR)
			return -1;
		if (written > 0) {
			text += written;
			length -= (size_t)written;
		}
	}
	return 0;
}

int log_take(struct log *log)
{
	static char piece[PIECE];
	ssize_t length = read(log->source, piece, sizeof(piece));
	ssize_t written;

	if (length <= 0)
		return length < 0 && errno == EAGAIN ? 0 : -1;
	/* Where there is no room the output is lost, and the command goes on. */
	written = pwrite(log->file, piece, (size_t)length, log->size);
	if (written > 0)
		log->size += written;
	if (log->shown >= 0)
		write_all(log->shown, piece, (size_t)length);
	give_back(log);
	return 1;
}

void log_take_rest(struct log *log)
{
	for (int i = 0; i < MOST_PIECES && log->source >= 0 && log_take(log) > 0; i++)
		continue;
}

void log_close(struct log *log)
{
	log_take_rest(log);
	close_fd(&log->source);
	close_fd(&log->file);
}

off_t log_first_line(int file)
{
	char piece[LONGEST_LINE];
	off_t first = lseek(file, 0, SEEK_DATA);
	ssize_t length;
	char *end;

	/* Without SEEK_DATA, or when it is all there. */
	if (first <= 0)
		return 0;
	length = pread(file, piece, sizeof(piece), first);
	end = length > 0 ? memchr(piece, '\n', (size_t)length) : NULL;
	return end != NULL ? first + (end - piece) + 1 : first;
}

int log_copy(int file, off_t *place, int to)
{
	char piece[PIECE];
	ssize_t length;

	while ((length = pread(file, piece, sizeof(piece), *place)) > 0) {
		if (write_all(to, piece, (size_t)length) < 0)
			return -1;
		*place += length;
	}
	return (int)length;
}

void log_last_line(int file, char *line, size_t size)
{
	char text[LONGEST_LINE];
	off_t end = lseek(file, 0, SEEK_END);
	off_t from = end > LONGEST_LINE ? end - LONGEST_LINE : 0;
	ssize_t length = pread(file, text, sizeof(text), from);
	ssize_t start;
	size_t used = 0;

	while (length > 0 && isspace((unsigned char)text[length - 1]))
		length--;
	start = length > 0 ? length : 0;
	while (start > 0 && text[start - 1] != '\n')
		start--;
	for (; start < length && used < size - 1; start++)
		line[used++] = (char)(isprint((unsigned char)text[start]) ? text[start] : '?');
	line[used] = '\0';
}
