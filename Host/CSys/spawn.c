int usher_sys_placeholder(void){return 0;}
