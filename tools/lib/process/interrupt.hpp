#pragma once

namespace calpkg::process {

/// Turns SIGINT, SIGTERM and SIGHUP into a flag for the life of the object, so that work stops at the
/// next check and every guard cleans up behind itself. One instance at a time, made by main.
class InterruptGuard {
public:
    InterruptGuard();
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;
};

/// Whether one of the signals has arrived.
bool interrupted();

/// Throws report::Interrupted when one of the signals has arrived. Call it in long loops.
void check_interrupt();

/// A descriptor that becomes readable when a signal arrives, for poll(); -1 without a guard.
int interrupt_fd();

/// Waits a moment between two attempts at something, or until a signal arrives: throws report::Interrupted then.
void pause();

} // namespace calpkg::process
