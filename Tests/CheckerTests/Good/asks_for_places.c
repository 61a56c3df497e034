/* Asks for every permission, in every way that a manifest can ask. */
#include <string.h>
#define MANIFEST_MORE                                                                                                       \
  ", \"permissions\": {\"http\": [\"https://api.example.com\", \"https://*.example.com:8443\", {\"config\": \"/url\"}],"    \
  " \"net\": [\"ldap.example.com:389\", {\"config\": \"/server\", \"port\": 389}, {\"config\": \"/other\"}],"               \
  " \"link_hosts\": [\"example.com\", \"*.example.org\"], \"secrets\": true, \"kv_bytes\": 4096, \"webhook\": true,"         \
  " \"threads\": 2, \"memory_bytes\": 67108864, \"profile\": \"threaded\", \"x-mine\": 1}, \"x-mine\": []"
#include "../Mistakes/mistake.h"
