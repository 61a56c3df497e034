/* libcurl for Swift.
 *
 * curl_easy_setopt and its kin are variadic, and Swift does not import variadic C functions: so there is one typed function
 * per kind of argument. The compiler drops them all. Not in here: anything that decides something. */
#ifndef USHER_CCURL_SHIM_H
#define USHER_CCURL_SHIM_H

#include <curl/curl.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline CURLcode usher_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode usher_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

/* The text is copied by libcurl, except for CURLOPT_POSTFIELDS, which has usher_curl_set_pointer. */
static inline CURLcode usher_curl_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

/* The pointee must outlive its use by libcurl. */
static inline CURLcode usher_curl_set_pointer(CURL *easy, CURLoption option, const void *value) {
    return curl_easy_setopt(easy, option, value);
}

typedef size_t (*usher_curl_data_function)(char *bytes, size_t size, size_t count, void *context);
typedef curl_socket_t (*usher_curl_socket_function)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
typedef int (*usher_curl_prereq_function)(void *context, char *remote, char *local, int remote_port, int local_port);

/* For CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION. */
static inline CURLcode usher_curl_set_data_function(CURL *easy, CURLoption option, usher_curl_data_function function) {
    return curl_easy_setopt(easy, option, function);
}

static inline CURLcode usher_curl_set_socket_function(CURL *easy, usher_curl_socket_function function) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, function);
}

static inline CURLcode usher_curl_set_prereq_function(CURL *easy, usher_curl_prereq_function function) {
    return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, function);
}

static inline CURLcode usher_curl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode usher_curl_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return curl_easy_getinfo(easy, info, value);
}

/* The socket of a connection made under CURLOPT_CONNECT_ONLY. */
static inline CURLcode usher_curl_get_socket(CURL *easy, curl_socket_t *socket) {
    return curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, socket);
}

static inline CURLMcode usher_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLSHcode usher_curl_share_data(CURLSH *share, curl_lock_data kind) {
    return curl_share_setopt(share, CURLSHOPT_SHARE, kind);
}

/* The easy handle and the result of a finished transfer; the union inside CURLMsg is awkward from Swift. */
static inline CURL *usher_curl_finished(const CURLMsg *message, CURLcode *result) {
    if (message->msg != CURLMSG_DONE) return NULL;
    *result = message->data.result;
    return message->easy_handle;
}

/* CURL_GLOBAL_DEFAULT is a macro of a macro. */
static inline CURLcode usher_curl_global_init(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }

/* The path of the system's certificate authorities, as libcurl was built; NULL when it knows none. */
static inline const char *usher_curl_default_authorities(void) { return curl_version_info(CURLVERSION_NOW)->cainfo; }

/* What libcurl would have opened itself: a socket that no child process inherits. */
static inline curl_socket_t usher_curl_open_socket(const struct curl_sockaddr *address) {
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* A second descriptor of `socket`, which blocks; -1 and errno when there is none left. What libcurl does with its own afterwards
 * is to close it. */
static inline int usher_curl_take_socket(curl_socket_t socket) {
    int copy = fcntl(socket, F_DUPFD_CLOEXEC, 0);
    if (copy >= 0) (void)fcntl(copy, F_SETFL, fcntl(copy, F_GETFL) & ~O_NONBLOCK);
    return copy;
}

/* An anonymous file that lives as long as its descriptor; -1 and errno when the kernel says no. Swift's Glibc module hides
 * memfd_create behind _GNU_SOURCE; 1 is MFD_CLOEXEC. */
static inline int usher_memory_file(const char *name) { return (int)syscall(SYS_memfd_create, name, 1u); }

#endif
