// KnockOut: the safeguards of the protocol that a scenario can switch off, each read in the one
// step that implements it. What each takes away: sim/scenario/safeguards.h.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>

namespace umsim {

enum class KnockOut : std::uint8_t {
  second_lock_test,
  atomic_claim,
  keep_bits_on_release,
  restore_teb_on_failure,
  release_cid_on_failure,
  lock_before_peek,
  queue_concurrency_one,
  release_cid_at_park,
  restore_teb_before_release,
  cid_before_second_test,
  record_reference,
  terminated_test,
  full_state_on_async,
  identity_check,
  directed_switch,
  deliver_before_return,
  no_aba,
  sticky_wake,
  wake_and_sleep_as_one,
  lock_in_directed_switch,
  unlock_after_context_is_back,
  capture_before_publish,
  publish_after_link,
  claim_store_buffer,
  second_teb_mapping,
  self_pointer,
  alias_in_use_check,
  tlb_shootdown,
  disassociate,
  answer_not_running,
  evaluate_again,
  claim_rollback,
  release_cid_on_capture,
  complete_interrupted_load,
  complete_interrupted_save,
  reset_interrupted_yield,
  reset_saved_context,
  honour_lock_in_directed_switch,
  defer,
  staging_area,
  release_primary_before_apc,
  answer_while_waiting,
  uninterruptible_tail,
  unlock_after_apc,
  debug_register_call,
  second_debug_test,
  yield_through_kernel,
  park_if_released,
  run_yield_again,
  nested_lock_count,
  exit_queues_once,
  stale_cid_check,
  run_down_at_deletion,
  force_resume_at_deletion,
  context_sanitising,
  save_before_release,
  release_before_queue,
  count_
};
using KnockOuts = std::bitset<static_cast<std::size_t>(KnockOut::count_)>;

}  // namespace umsim
