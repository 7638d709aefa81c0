// The members of every struct of the state, for state_fields.cpp.
#pragma once

#include <cstddef>
#include <string_view>

#include "models/cpu/debug_registers.h"
#include "models/machine/state.h"
#include "tests/models/state_fields.h"

namespace umsim::test {

// A field within its struct.
struct Member {
  std::string_view name;
  std::size_t offset;
  std::size_t size;
  FieldKind kind;
  std::uint64_t end = 0;
};

inline constexpr std::uint64_t kFlag = 2;
inline constexpr std::uint64_t kFew = 3;        // of a counter with no bound that matters
inline constexpr std::uint64_t kPosition = 0;   // stands for a position that every program has
inline constexpr std::uint64_t kLive = 0xFFFF;  // stands for a number of workers

inline constexpr Member kControl[] = {
    {"position", offsetof(Control, position), 2, FieldKind::number, kPosition},
    {"stack_owner", offsetof(Control, stack_owner), 2, FieldKind::thread},
    {"code", offsetof(Control, code), 2, FieldKind::user_row},
    {"flags", offsetof(Control, flags), 1, FieldKind::number, kFlag},
    {"after_call", offsetof(Control, after_call), 1, FieldKind::number, kFlag},
};
inline constexpr Member kGroups[] = {
    {"integer", offsetof(Registers, integer), 8, FieldKind::value},
    {"volatiles", offsetof(Registers, volatiles), 8, FieldKind::value},
    {"extended", offsetof(Registers, extended), 8, FieldKind::value},
};
inline constexpr Member kCpu[] = {
    {"current", offsetof(Cpu, current), 2, FieldKind::thread},
    {"teb", offsetof(Cpu, teb), 2, FieldKind::thread},
    {"mode", offsetof(Cpu, mode), 1, FieldKind::number, 2},
    {"forged_teb", offsetof(Cpu, forged_teb), 1, FieldKind::number, kFlag},
    {"buffered_claim", offsetof(Cpu, buffered_claim), 2, FieldKind::worker},
};
inline constexpr Member kMmu[] = {
    {"base", offsetof(Mmu, base), 8, FieldKind::value},
    {"gdt_teb", offsetof(Mmu, gdt_teb), 8, FieldKind::value},
    {"selector", offsetof(Mmu, selector), 2, FieldKind::number, 0xFFFE},
    {"shootdown", offsetof(Mmu, shootdown), 2, FieldKind::number, kFlag},
    {"unused", offsetof(Mmu, unused), 4, FieldKind::unused},
};
inline constexpr Member kTlbEntry[] = {
    {"page", offsetof(TlbEntry, page), 8, FieldKind::value},
    {"frame", offsetof(TlbEntry, frame), 4, FieldKind::number, kFew},
    {"process", offsetof(TlbEntry, process), 2, FieldKind::number, kFew},
    {"unused", offsetof(TlbEntry, unused), 2, FieldKind::unused},
};
inline constexpr Member kTebPage[] = {
    {"allocated", offsetof(TebPage, allocated), 1, FieldKind::number, kFlag}};
inline constexpr Member kLent[] = {
    {"address", offsetof(LentDebugRegisters, address), 8, FieldKind::debug_address},
    {"worker", offsetof(LentDebugRegisters, worker), 2, FieldKind::worker},
    {"unused", offsetof(LentDebugRegisters, unused), 6, FieldKind::unused},
};
inline constexpr Member kDebugRegisters[] = {
    {"address", offsetof(DebugRegisters, address), 8, FieldKind::debug_address}};
inline constexpr Member kProcess[] = {
    {"deleting", offsetof(ProcessState, deleting), 1, FieldKind::number, kFlag},
    {"deleted", offsetof(ProcessState, deleted), 1, FieldKind::number, kFlag}};
inline constexpr Member kWord[] = {{"word", 0, 8, FieldKind::value}};
inline constexpr Member kKThread[] = {
    {"state", offsetof(KThread, state), 1, FieldKind::number, 5},
    {"wait", offsetof(KThread, wait), 1, FieldKind::number, 13},
    {"wait_done", offsetof(KThread, wait_done), 1, FieldKind::number, kFlag},
    {"wake_pending", offsetof(KThread, wake_pending), 1, FieldKind::number, kFlag},
    {"terminating", offsetof(KThread, terminating), 1, FieldKind::number, kCondemned + 1U},
    {"apc_locked", offsetof(KThread, apc_locked), 1, FieldKind::number, kFlag},
    {"apc", offsetof(KThread, apc), 2, FieldKind::apc},
    {"seen_cid", offsetof(KThread, seen_cid), 2, FieldKind::primary},
    {"peer", offsetof(KThread, peer), 2, FieldKind::worker},
    {"queue", offsetof(KThread, queue), 2, FieldKind::primary},
    {"seen_locked", offsetof(KThread, seen_locked), 1, FieldKind::number, kFlag},
    // Always zero but without no-aba.
    {"queue_released", offsetof(KThread, queue_released), 1, FieldKind::unused},
    {"apc_on_user", offsetof(KThread, apc_on_user), 1, FieldKind::number, kFlag},
    {"asks", offsetof(KThread, asks), 2, FieldKind::primary},
    {"asked_by", offsetof(KThread, asked_by), 2, FieldKind::worker},
    {"torn_off", offsetof(KThread, torn_off), 2, FieldKind::worker},
    {"answer", offsetof(KThread, answer), 1, FieldKind::number, 5},
    {"rounds", offsetof(KThread, rounds), 1, FieldKind::number, kFew},
    {"suspensions", offsetof(KThread, suspensions), 1, FieldKind::number, kFlag},
    {"suspend_holds", offsetof(KThread, suspend_holds), 1, FieldKind::number, kFlag},
    {"requests", offsetof(KThread, requests), 1, FieldKind::number, kFlag},
    {"pushes_for", offsetof(KThread, pushes_for), 2, FieldKind::scheduler},
    {"forged_teb", offsetof(KThread, forged_teb), 1, FieldKind::number, kFlag},
    // It goes with where the thread is.
    {"standard", offsetof(KThread, standard), 1, FieldKind::derived},
    {"behind", offsetof(KThread, behind), 1, FieldKind::number, kFew},
    {"ready_since", offsetof(KThread, ready_since), 8, FieldKind::ready_order},
};
inline constexpr Member kStack[] = {
    {"stack.depth", offsetof(KernelStack, depth), 1, FieldKind::number, kKernelStackDepth + 1},
};
inline constexpr Member kTrap[] = {
    {"trap.valid", offsetof(TrapFrame, valid), 1, FieldKind::number, kFlag},
    {"trap.full", offsetof(TrapFrame, full), 1, FieldKind::number, kFlag},
    {"trap.service", offsetof(TrapFrame, service), 1, FieldKind::number, 9},
    {"trap.placed", offsetof(TrapFrame, placed), 1, FieldKind::number, kFlag},
    {"trap.instruction", offsetof(TrapFrame, instruction), 2, FieldKind::number, kPosition},
    {"trap.teb", offsetof(TrapFrame, teb), 2, FieldKind::thread},
};
inline constexpr Member kUser[] = {
    {"depth", offsetof(UserPortion, depth), 1, FieldKind::number, kUserStackDepth + 1},
    {"reason", offsetof(UserPortion, reason), 1, FieldKind::number, 3},
    {"payload", offsetof(UserPortion, payload), 1, FieldKind::number, kFlag},
    {"outcome", offsetof(UserPortion, outcome), 1, FieldKind::number, 5},
    {"hand_owned", offsetof(UserPortion, hand_owned), 1, FieldKind::number, kFlag},
    {"page_present", offsetof(UserPortion, page_present), 1, FieldKind::number, kFlag},
    {"hand", offsetof(UserPortion, hand), 2, FieldKind::worker},
    {"chain", offsetof(UserPortion, chain), 2, FieldKind::worker},
    {"walked", offsetof(UserPortion, walked), 2, FieldKind::worker},
    {"hint", offsetof(UserPortion, hint), 2, FieldKind::worker},
    {"victim", offsetof(UserPortion, victim), 2, FieldKind::scheduler},
    {"idle", offsetof(UserPortion, idle), 1, FieldKind::number, kFlag},
    {"departed", offsetof(UserPortion, departed), 1, FieldKind::number, kFlag},
    {"status", offsetof(UserPortion, status), 1, FieldKind::number, 12},
    {"upcall", offsetof(UserPortion, upcall), 1, FieldKind::number, 3},
    // It follows from the newest registers.
    {"return_position", offsetof(UserPortion, return_position), 2, FieldKind::derived},
    {"compute_done", offsetof(UserPortion, compute_done), 8, FieldKind::value},
    {"reentry", offsetof(UserPortion, reentry), 8, FieldKind::value},
};
inline constexpr Member kContext[] = {
    {"lock.cid", offsetof(Context, lock) + offsetof(UmsLock, cid), 2, FieldKind::primary},
    {"lock.holders", offsetof(Context, lock) + offsetof(UmsLock, holders), 1, FieldKind::number,
     kMostHolders + 1},
    {"lock.unused", offsetof(Context, lock) + offsetof(UmsLock, unused), 1, FieldKind::unused},
    {"primary", offsetof(Context, primary), 2, FieldKind::primary},
    {"next", offsetof(Context, next), 2, FieldKind::worker},
    {"terminated", offsetof(Context, terminated), 1, FieldKind::number, kFlag},
    {"suspended", offsetof(Context, suspended), 1, FieldKind::number, kFlag},
    {"full", offsetof(Context, full), 1, FieldKind::number, kFlag},
    {"on_list", offsetof(Context, on_list), 1, FieldKind::number, kFlag},
    {"yielding", offsetof(Context, yielding), 1, FieldKind::number, kFlag},
    {"state", offsetof(Context, state), 1, FieldKind::number, 3},
    {"user_context", offsetof(Context, user_context), 1, FieldKind::number, 256},
    {"unused", offsetof(Context, unused), 1, FieldKind::unused},
    {"link_to", offsetof(Context, link_to), 2, FieldKind::worker},
    {"spare", offsetof(Context, spare), 6, FieldKind::unused},
};
inline constexpr Member kSwitchCounts[] = {
    {"attempts", offsetof(SwitchCounts, attempts), 4, FieldKind::ready_order},
    {"successes", offsetof(SwitchCounts, successes), 4, FieldKind::ready_order},
};
inline constexpr Member kList[] = {
    {"head", offsetof(CompletionList, head), 2, FieldKind::worker},
    {"signalled", offsetof(CompletionList, signalled), 1, FieldKind::number, kFlag},
    {"shutting_down", offsetof(CompletionList, shutting_down), 1, FieldKind::number, kFlag},
    {"work", offsetof(CompletionList, work), 1, FieldKind::number, kFlag},
    {"absent", offsetof(CompletionList, absent), 1, FieldKind::number, kFlag},
    {"departed", offsetof(CompletionList, departed), 1, FieldKind::number, kFlag},
    {"unused", offsetof(CompletionList, unused), 1, FieldKind::unused},
    {"filled", offsetof(CompletionList, filled), 4, FieldKind::number, kFew},
    {"signals", offsetof(CompletionList, signals), 4, FieldKind::number, kFew},
};
inline constexpr Member kScheduler[] = {
    {"first", offsetof(Scheduler, first), 2, FieldKind::worker},
    {"last", offsetof(Scheduler, last), 2, FieldKind::worker},
    {"live", offsetof(Scheduler, live), 2, FieldKind::number, kLive},
    {"idle", offsetof(Scheduler, idle), 2, FieldKind::number, kFlag},
    {"position", offsetof(Scheduler, position), 2, FieldKind::worker},
    {"waking", offsetof(Scheduler, waking), 1, FieldKind::number, kFlag},
    {"unused", offsetof(Scheduler, unused), 1, FieldKind::unused},
};
inline constexpr Member kQueue[] = {
    {"first", offsetof(Queue, first), 2, FieldKind::worker},
    {"last", offsetof(Queue, last), 2, FieldKind::worker},
};
inline constexpr Member kNote[] = {
    {"next_ready", offsetof(WorkerNote, next_ready), 2, FieldKind::worker},
    {"queued", offsetof(WorkerNote, queued), 1, FieldKind::number, kFlag},
    {"retired", offsetof(WorkerNote, retired), 1, FieldKind::number, kFlag},
};
inline constexpr Member kApc[] = {
    {"state", offsetof(Apc, state), 1, FieldKind::number, 4},
    {"unused", offsetof(Apc, unused), 3, FieldKind::unused},
    {"visits", offsetof(Apc, visits), 4, FieldKind::number, 4},
};
inline constexpr Member kWaitBlock[] = {
    {"object", offsetof(WaitBlock, object), 2, FieldKind::object},
    {"next", offsetof(WaitBlock, next), 2, FieldKind::thread},
    {"transfers_left", offsetof(WaitBlock, transfers_left), 2, FieldKind::number, kFew},
};
inline constexpr Member kObject[] = {
    {"first", offsetof(DispatcherObject, first), 2, FieldKind::thread},
    {"signalled", offsetof(DispatcherObject, signalled), 1, FieldKind::number, kFlag},
    {"running", offsetof(DispatcherObject, running), 1, FieldKind::number, kFlag},
    {"starts", offsetof(DispatcherObject, starts), 2, FieldKind::ready_order},
};
inline constexpr Member kGlobals[] = {
    {"ready_clock", offsetof(Globals, ready_clock), 8, FieldKind::ready_order},
    {"torn", offsetof(Globals, torn), 2, FieldKind::thread},
    {"underflow", offsetof(Globals, underflow), 2, FieldKind::number, kFlag},
    {"lost_yield", offsetof(Globals, lost_yield), 2, FieldKind::thread},
    {"surprised", offsetof(Globals, surprised), 2, FieldKind::thread},
    {"misuse", offsetof(Globals, misuse), 1, FieldKind::number, 4},
    {"unused", offsetof(Globals, unused), 7, FieldKind::unused},
};

}  // namespace umsim::test
