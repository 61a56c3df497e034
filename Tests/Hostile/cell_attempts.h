/* What a plugin may try against its cell. Each returns 0 when it worked, or the errno of the refusal. */
#ifndef USHER_CELL_ATTEMPTS_H
#define USHER_CELL_ATTEMPTS_H

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/poll.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

/* A file that the test has made for this, and one that must not appear. */
#ifndef SECRET
#error "define SECRET, the path of a file to go for"
#endif
#define NEW_FILE SECRET ".new"

typedef int (*attempt)(const char *argument);

/* The channel to the daemon is the only socket that a worker has. */
static int some_socket(void) {
  for (int descriptor = 3; descriptor < 128; descriptor++) {
    struct stat info;
    if (fstat(descriptor, &info) == 0 && S_ISSOCK(info.st_mode)) return descriptor;
  }
  return -1;
}

/* Without a number it is the daemon. */
static pid_t process(const char *argument) { return atoi(argument) > 0 ? (pid_t)atoi(argument) : getppid(); }

/* For raw system calls and for what answers like them. */
static int outcome(long result) { return result < 0 ? errno : 0; }

/* For what makes a descriptor. */
static int opened(long descriptor) {
  if (descriptor < 0) return errno;
  close((int)descriptor);
  return 0;
}

#define RAW(name, ...) \
  static int try_##name(const char *argument) { (void)argument; return outcome(syscall(__VA_ARGS__)); }
#define MADE(name, expression) \
  static int try_##name(const char *argument) { (void)argument; return opened(expression); }
#define DONE(name, expression) \
  static int try_##name(const char *argument) { (void)argument; return outcome(expression); }

/* ---- Files ---- */
static int try_read(const char *path) {
  char byte;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno;
  int problem = read(file, &byte, 1) < 0 ? errno : 0;
  close(file);
  return problem;
}
MADE(write, open(argument, O_WRONLY))
MADE(append, open(argument, O_RDWR | O_APPEND))
MADE(create, open(NEW_FILE, O_WRONLY | O_CREAT, 0600))
MADE(path, open(argument, O_PATH))
MADE(folder, open(argument, O_RDONLY | O_DIRECTORY))
MADE(unnamed, open("/tmp", O_TMPFILE | O_RDWR, 0600))
MADE(openat2, syscall(437, AT_FDCWD, argument, (uint64_t[3]){O_RDONLY, 0, 0}, 24))
MADE(handle, syscall(SYS_open_by_handle_at, AT_FDCWD, argument, 0))
DONE(unlink, unlink(argument))
DONE(rename, rename(argument, NEW_FILE))
DONE(link, link(argument, NEW_FILE))
DONE(symlink, symlink(argument, NEW_FILE))
DONE(mkdir, mkdir(NEW_FILE, 0700))
DONE(mknod, mknod(NEW_FILE, S_IFIFO | 0600, 0))
DONE(truncate, truncate(argument, 0))
DONE(chmod, chmod(argument, 0777))
DONE(chown, chown(argument, 1, 1))
DONE(utimes, utimensat(AT_FDCWD, argument, NULL, 0))
DONE(setxattr, setxattr(argument, "user.x", "y", 1, 0))
DONE(chroot, chroot("/"))
MADE(inotify, syscall(SYS_inotify_init1, 0))
MADE(fanotify, syscall(SYS_fanotify_init, 0, 0))

/* ---- Network ---- */
MADE(tcp, socket(AF_INET, SOCK_STREAM, 0))
MADE(tcp6, socket(AF_INET6, SOCK_STREAM, 0))
MADE(mptcp, socket(AF_INET, SOCK_STREAM, 262))
MADE(udp, socket(AF_INET, SOCK_DGRAM, 0))
MADE(raw, socket(AF_INET, SOCK_RAW, 1))
MADE(unix, socket(AF_UNIX, SOCK_STREAM, 0))
MADE(netlink, socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE))
MADE(packet, socket(AF_PACKET, SOCK_RAW, 0))
MADE(vsock, socket(AF_VSOCK, SOCK_STREAM, 0))
DONE(pair, socketpair(AF_UNIX, SOCK_STREAM, 0, (int[2]){0}))
static int try_connect(const char *argument) {
  (void)argument;
  struct sockaddr_un name = {AF_UNIX, "\0usher-cell"};
  return outcome(connect(some_socket(), (struct sockaddr *)&name, sizeof name));
}
static int try_bind(const char *argument) {
  (void)argument;
  struct sockaddr_un name = {AF_UNIX, "\0usher-cell"};
  return outcome(bind(some_socket(), (struct sockaddr *)&name, sizeof name));
}
DONE(listen, listen(some_socket(), 1))
MADE(accept, accept(some_socket(), NULL, NULL))
DONE(socket_filter, setsockopt(some_socket(), SOL_SOCKET, SO_ATTACH_FILTER, "0123456789abcdef", 16))

/* ---- Programs ---- */
static int waited(pid_t child) {
  if (child < 0) return errno;
  if (child == 0) _exit(0);
  waitpid(child, NULL, 0);
  return 0;
}
static int try_fork(const char *argument) { (void)argument; return waited(fork()); }
static int try_raw_fork(const char *argument) {
  (void)argument;
#ifdef SYS_fork
  return waited((pid_t)syscall(SYS_fork));
#else
  return waited((pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
#endif
}
static int try_vfork(const char *argument) {
  (void)argument;
#ifdef SYS_vfork
  return waited((pid_t)syscall(SYS_vfork));
#else
  return EPERM;
#endif
}
static int try_clone(const char *argument) { (void)argument; return waited((pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)); }
static int try_clone_files(const char *argument) {
  (void)argument;
  return waited((pid_t)syscall(SYS_clone, CLONE_FILES | CLONE_FS | SIGCHLD, 0, 0, 0, 0));
}
RAW(clone3, SYS_clone3, (uint64_t[11]){0}, 88)
static int try_exec(const char *argument) {
  (void)argument;
  char *const arguments[] = {"/bin/true", NULL}, *const environment[] = {"LD_PRELOAD=/tmp/evil.so", NULL};
  setenv("LD_PRELOAD", "/tmp/evil.so", 1);
  execve("/bin/true", arguments, environment);
  return errno;
}
RAW(execveat, SYS_execveat, AT_FDCWD, "/bin/true", NULL, NULL, 0)
static int try_spawn(const char *argument) {
  (void)argument;
  pid_t child = 0;
  char *const arguments[] = {"/bin/true", NULL};
  int problem = posix_spawn(&child, "/bin/true", NULL, NULL, arguments, NULL);
  if (!problem) waitpid(child, NULL, 0);
  return problem;
}
static int try_system(const char *argument) {
  (void)argument;
  int status = system("exit 0");
  return status == 0 ? 0 : status < 0 ? errno : EPERM;
}
static int try_popen(const char *argument) {
  (void)argument;
  FILE *stream = popen("true", "r");
  if (!stream) return EPERM; /* glibc has a shortage of memory to blame */
  return pclose(stream) == 0 ? 0 : EPERM;
}

/* ---- Other processes ---- */
RAW(ptrace, SYS_ptrace, PTRACE_SEIZE, process(argument), 0, 0)
static char here[8];
static uintptr_t there = 0x400000;
static int other_memory(int call, const char *argument) {
  struct iovec local = {here, 1}, remote = {(void *)there, 1};
  long count = syscall(call, process(argument), &local, 1, &remote, 1, 0);
  /* Nothing is mapped there, but one had to be allowed to find that out. */
  return count < 0 && errno != EFAULT ? errno : 0;
}
static int try_process_read(const char *argument) { return other_memory(SYS_process_vm_readv, argument); }
static int try_process_write(const char *argument) { return other_memory(SYS_process_vm_writev, argument); }
MADE(pidfd, syscall(SYS_pidfd_open, process(argument), 0))
MADE(pidfd_getfd, syscall(438, 0, 0, 0))
DONE(kill, kill(process(argument), 0))
DONE(kill_group, kill(0, 0))
DONE(kill_all, kill(-1, 0))
RAW(tkill, SYS_tkill, process(argument), 0)
RAW(tgkill, SYS_tgkill, process(argument), process(argument), 0)
RAW(sigqueue, SYS_rt_sigqueueinfo, process(argument), 0, &(siginfo_t){.si_code = SI_QUEUE})
DONE(own_signal_owner, fcntl(some_socket(), F_SETOWN, process(argument)))
DONE(own_signal_number, fcntl(some_socket(), F_SETSIG, SIGKILL))
DONE(lease, fcntl(0, F_SETLEASE, F_RDLCK))
static int try_owner_ioctl(const char *argument) {
  int pid = process(argument);
  return outcome(ioctl(some_socket(), FIOSETOWN, &pid));
}
static int try_group_ioctl(const char *argument) {
  int pid = process(argument);
  return outcome(ioctl(some_socket(), SIOCSPGRP, &pid));
}
static int try_asynchronous_ioctl(const char *argument) {
  (void)argument;
  int on = 1;
  return outcome(ioctl(some_socket(), FIOASYNC, &on));
}
DONE(terminal_input, ioctl(0, TIOCSTI, "x"))
static int try_affinity(const char *argument) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(0, &set);
  return outcome(sched_setaffinity(process(argument), sizeof set, &set));
}
DONE(priority, setpriority(PRIO_PROCESS, (id_t)process(argument), 19))
DONE(group_priority, setpriority(PRIO_PGRP, 0, 19))
DONE(scheduler, sched_setscheduler(process(argument), SCHED_BATCH, &(struct sched_param){0}))
DONE(io_priority, syscall(SYS_ioprio_set, 1, process(argument), 0))
static int try_limits_of(const char *argument) {
  struct rlimit limit;
  return outcome(prlimit(process(argument), RLIMIT_NOFILE, NULL, &limit));
}
static int try_limit_other(const char *argument) {
  const struct rlimit limit = {0, 0};
  return outcome(prlimit(process(argument), RLIMIT_CORE, &limit, NULL));
}
RAW(kcmp, SYS_kcmp, getpid(), process(argument), 0, 0, 0)
RAW(move_pages, SYS_move_pages, process(argument), 0, NULL, NULL, NULL, 0)
RAW(robust_list, SYS_get_robust_list, process(argument), &(void *){0}, &(size_t){0})
RAW(process_madvise, 440, 0, NULL, 0, 0, 0)
DONE(session, setsid())
DONE(process_group, setpgid(0, 0))

/* ---- The kernel ---- */
DONE(unshare, unshare(CLONE_NEWUSER))
DONE(unshare_net, unshare(CLONE_NEWUSER | CLONE_NEWNET))
DONE(setns, setns(0, 0))
RAW(mount, SYS_mount, "none", "/tmp", "tmpfs", 0, NULL)
RAW(umount, SYS_umount2, "/tmp", 0)
RAW(open_tree, 428, AT_FDCWD, "/", 1)
RAW(fsopen, 430, "tmpfs", 0)
RAW(pivot_root, SYS_pivot_root, "/", "/")
RAW(bpf, SYS_bpf, 0, NULL, 0)
RAW(keyctl, SYS_keyctl, 0, -3, 0, 0, 0)
RAW(add_key, SYS_add_key, "user", "usher", "x", 1, -3)
MADE(io_uring, syscall(425, 1, (char[120]){0}))
RAW(io_uring_enter, 426, 0, 0, 0, 0, NULL, 0)
MADE(userfaultfd, syscall(SYS_userfaultfd, 1))
RAW(perf, SYS_perf_event_open, NULL, 0, -1, -1, 0)
RAW(init_module, SYS_init_module, "", 0, "")
RAW(reboot, SYS_reboot, 0, 0, 0, NULL)
RAW(settime, SYS_clock_settime, CLOCK_REALTIME, &(struct timespec){0})
RAW(hostname, SYS_sethostname, "x", 1)
RAW(personality, SYS_personality, 0x0400000)
RAW(syslog, SYS_syslog, 3, here, 1)
RAW(newest, 467, 0, 0, 0)
MADE(memfd, memfd_create("x", 0))
MADE(memfd_secret, syscall(447, 0))
RAW(shmget, SYS_shmget, IPC_PRIVATE, 4096, 0600)
RAW(msgget, SYS_msgget, IPC_PRIVATE, 0600)
RAW(semget, SYS_semget, IPC_PRIVATE, 1, 0600)
MADE(mq_open, mq_open("/usher-cell", O_RDWR | O_CREAT, 0600, NULL))

/* ---- Memory that is run ---- */
static int mapped(void *address, size_t length) {
  if (address == MAP_FAILED) return errno;
  munmap(address, length);
  return 0;
}
static int try_map_all(const char *argument) {
  (void)argument;
  return mapped(mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 4096);
}
static int try_map_code(const char *argument) {
  (void)argument;
  return mapped(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 4096);
}
static int try_protect_code(const char *argument) {
  (void)argument;
  void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  int problem = outcome(mprotect(page, 4096, PROT_READ | PROT_EXEC));
  munmap(page, 4096);
  return problem;
}
static int try_protect_key(const char *argument) {
  (void)argument;
  void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  int problem = outcome(syscall(SYS_pkey_mprotect, page, 4096, PROT_READ | PROT_EXEC, -1));
  munmap(page, 4096);
  return problem;
}
/* Writing over one's own code. */
static int try_unprotect_code(const char *argument) {
  (void)argument;
  uintptr_t page = (uintptr_t)&try_map_code & ~(uintptr_t)4095;
  return outcome(mprotect((void *)page, 4096, PROT_READ | PROT_WRITE | PROT_EXEC));
}
static int try_library(const char *argument) {
  void *library = dlopen(strstr(argument, ".so") ? argument : "libresolv.so.2", RTLD_NOW);
  if (!library) return EACCES;
  dlclose(library);
  return 0;
}

/* ---- Rights and limits ---- */
RAW(setuid, SYS_setuid, 0)
RAW(setgid, SYS_setgid, 0)
RAW(setgroups, SYS_setgroups, 0, NULL)
RAW(capset, SYS_capset, NULL, NULL)
DONE(dumpable, prctl(PR_SET_DUMPABLE, 1))
DONE(parent_signal, prctl(PR_SET_PDEATHSIG, 0))
DONE(tracer, prctl(PR_SET_PTRACER, -1))
DONE(keep_capabilities, prctl(PR_SET_KEEPCAPS, 1))
DONE(ambient, prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, 0, 0, 0))
DONE(subreaper, prctl(PR_SET_CHILD_SUBREAPER, 1))
DONE(memory_map, prctl(PR_SET_MM, PR_SET_MM_BRK, 0, 0, 0))
DONE(seccomp_off, prctl(PR_SET_SECCOMP, 0, 0, 0, 0))
RAW(landlock, 444, NULL, 0, 1)
/* Once the plugin is loaded no filter can be added either: not that it would help. */
static int try_seccomp(const char *argument) {
  (void)argument;
  long result = syscall(SYS_seccomp, 1, 0, NULL);
  return result < 0 && errno != EFAULT ? errno : 0;
}
static int try_limit_raise(const char *argument) {
  (void)argument;
  const struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
  return outcome(setrlimit(RLIMIT_AS, &limit));
}
static int try_many_files(const char *argument) {
  (void)argument;
  int made[1000], count = 0, problem = 0;
  while (count < 1000 && (made[count] = dup(0)) >= 0) count++;
  if (count < 1000) problem = errno;
  while (count > 0) close(made[--count]);
  return problem;
}
static int try_core(const char *argument) {
  (void)argument;
  struct rlimit core;
  getrlimit(RLIMIT_CORE, &core);
  return core.rlim_max == 0 && prctl(PR_GET_DUMPABLE) == 0 ? EPERM : 0;
}
static int try_much_memory(const char *argument) {
  (void)argument;
  size_t length = 600u << 20;
  char *memory = malloc(length);
  if (!memory) return errno;
  free(memory);
  return 0;
}
static int try_memory_in_parts(const char *argument) {
  (void)argument;
  void *parts[600];
  int count = 0, problem = 0;
  while (count < 600 && (parts[count] = malloc(1 << 20))) count++;
  if (count < 600) problem = errno;
  while (count > 0) free(parts[--count]);
  return problem;
}
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static void *wait_at_gate(void *nothing) {
  pthread_mutex_lock(&gate);
  pthread_mutex_unlock(&gate);
  return nothing;
}
static int some_threads(int wanted) {
  static pthread_t made[10000];
  int count = 0, problem = 0;
  pthread_mutex_lock(&gate);
  while (count < wanted && !(problem = pthread_create(&made[count], NULL, wait_at_gate, NULL))) count++;
  pthread_mutex_unlock(&gate);
  while (count > 0) pthread_join(made[--count], NULL);
  return problem;
}
static int try_many_threads(const char *argument) { (void)argument; return some_threads(10000); }

/* ---- What must go on working ---- */
static int try_a_few_threads(const char *argument) { (void)argument; return some_threads(20); }
static int try_some_memory(const char *argument) {
  (void)argument;
  size_t length = 100u << 20;
  char *memory = malloc(length);
  if (!memory) return errno;
  memset(memory, 1, length);
  free(memory);
  return 0;
}
static volatile sig_atomic_t seen;
static void see(int signal) { seen = signal; }
static int try_own_signal(const char *argument) {
  (void)argument;
  struct sigaction action = {.sa_handler = see}, before;
  sigaction(SIGUSR1, &action, &before);
  int problem = raise(SIGUSR1) || kill(getpid(), SIGUSR1) ? errno : seen == SIGUSR1 ? 0 : EINVAL;
  sigaction(SIGUSR1, &before, NULL);
  return problem;
}
static int try_pipes_and_clocks(const char *argument) {
  (void)argument;
  int ends[2];
  char byte = 0;
  struct timespec now, instant = {0, 1000};
  if (pipe2(ends, O_CLOEXEC) || write(ends[1], "x", 1) != 1) return errno;
  struct pollfd request = {ends[0], POLLIN, 0};
  int worked = poll(&request, 1, 0) == 1 && read(ends[0], &byte, 1) == 1 && byte == 'x' &&
               clock_gettime(CLOCK_REALTIME, &now) == 0 && nanosleep(&instant, NULL) == 0 &&
               eventfd(0, EFD_CLOEXEC) == ends[1] + 1;
  int problem = worked ? 0 : errno;
  close(ends[0]), close(ends[1]), close(ends[1] + 1);
  return problem;
}
static int try_print(const char *argument) {
  (void)argument;
  printf("still here\n");
  return outcome(fflush(stdout));
}
static void *leave(void *nothing) { pthread_exit(nothing); }
static int try_thread_exit(const char *argument) {
  (void)argument;
  pthread_t thread;
  int problem = pthread_create(&thread, NULL, leave, NULL);
  return problem ? problem : pthread_join(thread, NULL);
}
static int try_limits_own(const char *argument) {
  (void)argument;
  struct rlimit limit;
  pthread_attr_t attributes;
  return getrlimit(RLIMIT_AS, &limit) ? errno : pthread_getattr_np(pthread_self(), &attributes) == ENOMEM ? ENOMEM : 0;
}

static const struct { const char *name; attempt run; } attempts[] = {
#define ATTEMPT(name) {#name, try_##name}
    ATTEMPT(read), ATTEMPT(write), ATTEMPT(append), ATTEMPT(create), ATTEMPT(path), ATTEMPT(folder), ATTEMPT(unnamed),
    ATTEMPT(openat2), ATTEMPT(handle), ATTEMPT(unlink), ATTEMPT(rename), ATTEMPT(link), ATTEMPT(symlink), ATTEMPT(mkdir),
    ATTEMPT(mknod), ATTEMPT(truncate), ATTEMPT(chmod), ATTEMPT(chown), ATTEMPT(utimes), ATTEMPT(setxattr), ATTEMPT(chroot),
    ATTEMPT(inotify), ATTEMPT(fanotify), ATTEMPT(tcp), ATTEMPT(tcp6), ATTEMPT(mptcp), ATTEMPT(udp), ATTEMPT(raw), ATTEMPT(unix),
    ATTEMPT(netlink), ATTEMPT(packet), ATTEMPT(vsock), ATTEMPT(pair), ATTEMPT(connect), ATTEMPT(bind), ATTEMPT(listen),
    ATTEMPT(accept), ATTEMPT(socket_filter), ATTEMPT(fork), ATTEMPT(raw_fork), ATTEMPT(vfork), ATTEMPT(clone),
    ATTEMPT(clone_files), ATTEMPT(clone3), ATTEMPT(exec), ATTEMPT(execveat), ATTEMPT(spawn), ATTEMPT(system), ATTEMPT(popen),
    ATTEMPT(ptrace), ATTEMPT(process_read), ATTEMPT(process_write), ATTEMPT(pidfd), ATTEMPT(pidfd_getfd), ATTEMPT(kill),
    ATTEMPT(kill_group), ATTEMPT(kill_all), ATTEMPT(tkill), ATTEMPT(tgkill), ATTEMPT(sigqueue), ATTEMPT(own_signal_owner),
    ATTEMPT(own_signal_number), ATTEMPT(lease), ATTEMPT(owner_ioctl), ATTEMPT(group_ioctl), ATTEMPT(asynchronous_ioctl),
    ATTEMPT(terminal_input), ATTEMPT(affinity), ATTEMPT(priority), ATTEMPT(group_priority), ATTEMPT(scheduler),
    ATTEMPT(io_priority), ATTEMPT(limits_of), ATTEMPT(limit_other), ATTEMPT(kcmp), ATTEMPT(move_pages), ATTEMPT(robust_list),
    ATTEMPT(process_madvise), ATTEMPT(session), ATTEMPT(process_group), ATTEMPT(unshare), ATTEMPT(unshare_net), ATTEMPT(setns),
    ATTEMPT(mount), ATTEMPT(umount), ATTEMPT(open_tree), ATTEMPT(fsopen), ATTEMPT(pivot_root), ATTEMPT(bpf), ATTEMPT(keyctl),
    ATTEMPT(add_key), ATTEMPT(io_uring), ATTEMPT(io_uring_enter), ATTEMPT(userfaultfd), ATTEMPT(perf), ATTEMPT(init_module),
    ATTEMPT(reboot), ATTEMPT(settime), ATTEMPT(hostname), ATTEMPT(personality), ATTEMPT(syslog), ATTEMPT(newest), ATTEMPT(memfd),
    ATTEMPT(memfd_secret), ATTEMPT(shmget), ATTEMPT(msgget), ATTEMPT(semget), ATTEMPT(mq_open), ATTEMPT(map_all),
    ATTEMPT(map_code), ATTEMPT(protect_code), ATTEMPT(protect_key), ATTEMPT(unprotect_code), ATTEMPT(library), ATTEMPT(setuid),
    ATTEMPT(setgid), ATTEMPT(setgroups), ATTEMPT(capset), ATTEMPT(dumpable), ATTEMPT(parent_signal), ATTEMPT(tracer),
    ATTEMPT(keep_capabilities), ATTEMPT(ambient), ATTEMPT(subreaper), ATTEMPT(memory_map), ATTEMPT(seccomp_off),
    ATTEMPT(landlock), ATTEMPT(seccomp), ATTEMPT(limit_raise), ATTEMPT(many_files), ATTEMPT(core), ATTEMPT(much_memory),
    ATTEMPT(memory_in_parts), ATTEMPT(many_threads), ATTEMPT(a_few_threads), ATTEMPT(some_memory), ATTEMPT(own_signal),
    ATTEMPT(pipes_and_clocks), ATTEMPT(print), ATTEMPT(thread_exit), ATTEMPT(limits_own),
#undef ATTEMPT
};
enum { ATTEMPTS = sizeof attempts / sizeof *attempts };

#endif
