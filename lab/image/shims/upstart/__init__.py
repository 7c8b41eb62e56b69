"""The lab's stand-in for Upstart 0.6.5: one supervisor that reads
/etc/init/*.conf, and the client behind initctl."""
