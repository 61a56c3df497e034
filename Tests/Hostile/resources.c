/* Takes more than its share, by CASE. */
#include "trick.h"
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

static void *wait_for_ever(void *nothing) {
  for (;;) pause();
  return nothing;
}

/* The answer of a plugin that was given less than it asked for; more is the lie of a yes. */
static usher_status share(usher_call *call, const char *what, long got, long most) {
  return got > most ? tried(call, what, 0) : done(call, what, got);
}

EVALUATE {
  (void)self, (void)requirement, (void)subject;
  long count = 0;
  switch (CASE) {
    case 1: while (dup(1) >= 0) count++; return share(call, "descriptors", count, 1024);
    case 2: { /* ten thousand threads */
      pthread_attr_t attributes;
      pthread_t thread;
      pthread_attr_init(&attributes);
      pthread_attr_setstacksize(&attributes, 65536);
      while (count < 10000 && !pthread_create(&thread, &attributes, wait_for_ever, NULL)) count++;
      return share(call, "threads", count, 9999);
    }
    case 3: { /* 600 MiB at once */
      char *block = malloc((size_t)600 << 20);
      if (!block) return done(call, "none", 0);
      for (size_t at = 0; at < (size_t)600 << 20; at += 4096) block[at] = 1;
      return tried(call, "600 MiB", 0);
    }
    case 4: /* a little more with every step, until there is none */
      for (;; count++) {
        char *block = malloc(1 << 20);
        if (!block) return share(call, "MiB", count, 1023);
        memset(block, 1, 1 << 20);
        if (count > 2048) return tried(call, "2 GiB", 0);
      }
    case 5: { /* fills the temporary folder */
      int file = open("/tmp/usher-hostile-filler", O_WRONLY | O_CREAT | O_TRUNC, 0600);
      if (file < 0) return tried(call, "open /tmp", -1);
      unlink("/tmp/usher-hostile-filler");
      static char block[1 << 16];
      for (; count < 16; count++)
        if (write(file, block, sizeof block) < 0) break;
      close(file);
      return share(call, "blocks in /tmp", count, 0);
    }
    case 6: { /* a memory file, which needs no folder */
      int file = memfd_create("filler", 0);
      if (file < 0) return tried(call, "memfd_create", -1);
      long grown = ftruncate(file, (off_t)1 << 40);
      close(file);
      return tried(call, "a memory file of 1 TiB", grown);
    }
    case 7: { /* room for code that it writes itself */
      void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      return tried(call, "memory to write and run", page == MAP_FAILED ? -1 : 0);
    }
    case 8: { /* the same in two steps */
      void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      return tried(call, "making written memory run", mprotect(page, 4096, PROT_READ | PROT_EXEC));
    }
    case 9: { /* a leak of a megabyte in each call */
      char *block = malloc(1 << 20);
      if (block) memset(block, 1, 1 << 20);
      return done(call, "leaked", block != NULL);
    }
    default: return USHER_E_INTERNAL;
  }
}
