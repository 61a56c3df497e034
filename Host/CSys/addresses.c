#define _GNU_SOURCE
#include "usher_sys.h"

#include <dlfcn.h>

int usher_sys_is_in_library(const void *address) {
  Dl_info information;
  return dladdr(address, &information) != 0;
}
