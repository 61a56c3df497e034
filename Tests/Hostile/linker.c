/* Plays with the dynamic linker, by CASE. */
#include "trick.h"
#include <dlfcn.h>
#include <unistd.h>

#if CASE == 1 /* an allocator of its own, exported, which gives out one static block */
USHER_EXPORT void *valloc(size_t length);
static char pool[1 << 16];
USHER_EXPORT void *valloc(size_t length) { (void)length; return pool; }
USHER_EXPORT void *reallocarray(void *block, size_t count, size_t length) { (void)block, (void)count, (void)length; return pool; }
#endif
#if CASE == 2 /* the names of functions that the worker itself uses: it must not find these */
USHER_EXPORT ssize_t recv(int descriptor, void *bytes, size_t length, int flags);
USHER_EXPORT ssize_t recv(int descriptor, void *bytes, size_t length, int flags) {
  (void)descriptor, (void)bytes, (void)length, (void)flags;
  abort();
}
USHER_EXPORT int ffi_call(void);
USHER_EXPORT int ffi_call(void) { abort(); }
USHER_EXPORT int usher_sys_random(void *buffer, size_t length);
USHER_EXPORT int usher_sys_random(void *buffer, size_t length) { (void)buffer, (void)length; abort(); }
#endif
#if CASE == 3 /* code that runs while the linker looks for a name */
static int really(void) { return 42; }
static int (*resolve(void))(void) {
  usleep(1000);
  return really;
}
static int chosen(void) __attribute__((ifunc("resolve")));
#endif
#if CASE == 4 /* more thread-local memory than the loader has kept ready */
static __thread char much[1 << 20] = {1};
#endif
#if CASE == 5 /* a library that it needs and that is not there */
extern int nobody_has_this(void);
#endif

EVALUATE {
  (void)self, (void)requirement, (void)subject;
#if CASE == 3
  return done(call, "chosen", chosen());
#elif CASE == 4
  much[12345]++;
  return done(call, "thread-local", much[0]);
#elif CASE == 5
  return done(call, "never", nobody_has_this());
#elif CASE == 6 /* looks into the worker */
  void *worker = dlopen(NULL, RTLD_NOW);
  return tried(call, "the worker's functions", worker && dlsym(worker, "usher_sys_enter_worker") ? 0 : -1);
#elif CASE == 7 /* loads itself again, for everybody to see */
  void *again = dlopen("/proc/self/fd/4", RTLD_NOW | RTLD_GLOBAL);
  return done(call, "again", again != NULL);
#elif CASE == 8 /* loads what lies about */
  void *found = dlopen(given(call, requirement, "/library"), RTLD_NOW);
  return tried(call, "another library", found ? 0 : (errno = EACCES, -1));
#elif CASE == 9 /* ends the libraries that the worker itself may use */
  const char *const libraries[] = {"libcurl.so.4", "libcrypto.so.3", "libffi.so.8"};
  const char *const endings[] = {"curl_global_cleanup", "OPENSSL_cleanup", "ffi_type_void"};
  long found = 0;
  for (int at = 0; at < 2; at++) {
    void *library = dlopen(libraries[at], RTLD_NOW | RTLD_GLOBAL);
    void *ending = library ? dlsym(library, endings[at]) : NULL;
    void (*end)(void) = NULL;
    memcpy(&end, &ending, sizeof end);
    if (end) end(), found++;
  }
  return done(call, "libraries ended", found);
#elif CASE == 10 /* unloads itself while it runs */
  Dl_info info;
  if (dladdr((void *)(uintptr_t)&evaluate, &info)) {
    void *self_again = dlopen(info.dli_fname, RTLD_NOW | RTLD_NOLOAD);
    for (int turn = 0; self_again && turn < 3; turn++) dlclose(self_again);
  }
  return done(call, "unloaded", 0);
#else
  return done(call, "linked", 0);
#endif
}
#if CASE == 11 /* asks for another loader's hooks */
USHER_EXPORT unsigned la_version(unsigned version);
USHER_EXPORT unsigned la_version(unsigned version) { return version; }
#endif
#if CASE == 12 /* a constructor that calls back into its own entry */
__attribute__((constructor)) static void constructor(void) { (void)usher_plugin_v1()->evaluate; }
#endif
