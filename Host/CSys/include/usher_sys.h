int usher_sys_placeholder(void);
