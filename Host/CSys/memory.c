#define _GNU_SOURCE
#include "usher_sys.h"

#include <dlfcn.h>
#include <malloc.h>

int usher_sys_is_in_library(const void *address) {
  Dl_info information;
  return dladdr(address, &information) != 0;
}

void usher_sys_return_large_blocks(void) { mallopt(M_MMAP_THRESHOLD, 128 << 10); }
