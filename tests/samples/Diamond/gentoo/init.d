#!/sbin/runscript
