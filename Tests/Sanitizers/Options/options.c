/* How the sanitizers behave in a worker, which gets no environment that could say so. A finding ends the worker. The signals of a
   plugin that crashes stay the plugin's, and leaks are for the checker to find: looking for them would need another process. */
#define SIGNALS_ARE_NOT_OURS "handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:handle_abort=0"

const char *__asan_default_options(void);
const char *__tsan_default_options(void);

const char *__asan_default_options(void) { return SIGNALS_ARE_NOT_OURS ":detect_leaks=0:symbolize=0"; }

const char *__tsan_default_options(void) { return SIGNALS_ARE_NOT_OURS ":halt_on_error=1:report_thread_leaks=0:symbolize=0"; }
