/* Leaves a function by another way than its end, by CASE. */
#include "trick.h"
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <unistd.h>
#include <unwind.h>

static jmp_buf outside;
static int is_set;

static void swallow(_Unwind_Reason_Code code, struct _Unwind_Exception *exception) { (void)code, (void)exception; }
static _Unwind_Reason_Code go_on(int version, _Unwind_Action actions, _Unwind_Exception_Class class,
                                 struct _Unwind_Exception *exception, struct _Unwind_Context *context, void *parameter) {
  (void)version, (void)actions, (void)class, (void)exception, (void)context, (void)parameter;
  return actions & _UA_END_OF_STACK ? _URC_END_OF_STACK : _URC_NO_REASON;
}

EVALUATE {
  (void)self, (void)requirement, (void)subject;
  if (CASE != 5) usher_holds(call);
  static struct _Unwind_Exception exception;
  exception.exception_cleanup = swallow;
  switch (CASE) {
    case 1: pthread_exit(NULL);                                                /* the thread that serves */
    case 2: pthread_cancel(pthread_self()); for (;;) pthread_testcancel(), pause();
    case 3: _Unwind_RaiseException(&exception); return USHER_E_INTERNAL;       /* an exception that nobody catches */
    case 4: _Unwind_ForcedUnwind(&exception, go_on, NULL); for (;;) pause();   /* every frame there is */
    case 5: /* back into the call before, whose frame is gone */
      if (is_set) longjmp(outside, 1);
      is_set = 1;
      if (setjmp(outside)) return USHER_OK;
      return USHER_E_INTERNAL;
    default: return USHER_E_INTERNAL;
  }
}
