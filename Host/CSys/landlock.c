/* Files: Landlock rules. See docs/decisions/0011-the-cell.md for what they are worth beside the filter of system calls. */
#define _GNU_SOURCE
#include "cell.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's interface, as far as version 7: older headers know less of it than the kernel may. */
struct ruleset {
  uint64_t files, network, scoped;
};

struct beneath {
  uint64_t allowed;
  int32_t folder;
} __attribute__((packed));

enum { RULE_PATH_BENEATH = 1, CREATE_RULESET_VERSION = 1 };
/* Bit 2 of what version 1 knows. Mapping a library as code is reading; bit 0 is execve(), and allowed nowhere. */
static const uint64_t READ_FILE = 1u << 2;

int usher_landlock_abi(void) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);
  return version < 0 ? 0 : (int)version;
}

/* Everything that a version can forbid is forbidden. */
static struct ruleset everything(int abi) {
  struct ruleset rules = {.files = (1u << 13) - 1};
  if (abi >= 2) rules.files |= 1u << 13; /* linking and renaming between folders */
  if (abi >= 3) rules.files |= 1u << 14; /* truncating */
  if (abi >= 5) rules.files |= 1u << 15; /* ioctl() of devices */
  if (abi >= 4) rules.network = 3;       /* binding and connecting TCP */
  if (abi >= 6) rules.scoped = 3;        /* abstract sockets of, and signals to, processes outside */
  return rules;
}

static size_t size_of_rules(int abi) {
  return abi >= 6 ? sizeof(struct ruleset) : abi >= 4 ? offsetof(struct ruleset, scoped) : offsetof(struct ruleset, network);
}

/* A folder that does not exist needs no rule. */
static int allow_reading(int ruleset, const char *path) {
  int folder = open(path, O_PATH | O_CLOEXEC);
  if (folder < 0) return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
  struct beneath rule = {READ_FILE, folder};
  int problem = syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0) < 0 ? -errno : 0;
  close(folder);
  return problem;
}

/* The libraries of this program may lie outside of the system's folders; a plugin of the same build uses them too. */
static int allow_folder_of(struct dl_phdr_info *object, size_t size, void *ruleset) {
  (void)size;
  char path[PATH_MAX];
  const char *end = strrchr(object->dlpi_name, '/');
  if (object->dlpi_name[0] != '/' || end == object->dlpi_name) return 0;
  size_t length = (size_t)(end - object->dlpi_name);
  if (length >= sizeof path) return -ENAMETOOLONG;
  memcpy(path, object->dlpi_name, length);
  path[length] = 0;
  return allow_reading(*(int *)ruleset, path);
}

int usher_landlock_enter(int abi, int threaded) {
  static const char *const libraries[] = {"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache"};
  struct ruleset rules = everything(abi);
  int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, size_of_rules(abi), 0);
  if (ruleset < 0) return -errno;
  int problem = dl_iterate_phdr(allow_folder_of, &ruleset);
  for (size_t i = 0; i < sizeof libraries / sizeof *libraries && !problem; i++) problem = allow_reading(ruleset, libraries[i]);
  /* libdispatch reads the state of its threads there. Not listing, but process ids are no secret: getppid() and
   * SO_PEERCRED tell some, the others can be tried. What a rule on all of /proc shows: docs/decisions/0011-the-cell.md. */
  if (threaded && !problem) problem = allow_reading(ruleset, "/proc");
  if (!problem && syscall(SYS_landlock_restrict_self, ruleset, 0) < 0) problem = -errno;
  close(ruleset);
  return problem;
}
