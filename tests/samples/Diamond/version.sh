#!/bin/bash
# A stand-in: cal-pkg computes versions itself.
echo 0.0.0
