/*
 * A disk whose fsync takes longer: LD_PRELOAD for a database. The file that SLOW_SYNC_FILE names says how many microseconds
 * more; where it is not there, none. The disk of a rented machine syncs in 0.1 ms, a cheap one in 2, a turning one in 8.
 *
 *   gcc -O2 -shared -fPIC -o slow-sync.so slow-sync.c -ldl
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int microseconds(void) {
  char words[16] = {0};
  const char *path = getenv("SLOW_SYNC_FILE");
  int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (fd < 0) return 0;
  ssize_t got = read(fd, words, sizeof words - 1);
  close(fd);
  return got > 0 ? atoi(words) : 0;
}

static int after_a_while(const char *name, int fd) {
  int (*sync_for_real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  int more = microseconds();
  if (more > 0) usleep(more);
  return sync_for_real(fd);
}

int fsync(int fd) { return after_a_while("fsync", fd); }
int fdatasync(int fd) { return after_a_while("fdatasync", fd); }
