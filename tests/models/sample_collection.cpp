// The collection of systems for random walks.

#include "tests/models/sample_parts.h"

namespace umsim::test {
namespace {

System one_of_everything() {
  return SystemBuilder().primary("P1").worker("W1", kEverything).build();
}

System two_primaries() {
  return SystemBuilder()
      .cpus(2)
      .primary("P1")
      .primary("P2")
      .parked("W1", kShort)
      .parked("W2", kEverything)
      .worker("W3", "compute, yield, hard_fault")
      .apc("read", ApcKind::get_context, "W1")
      .apc("change", ApcKind::set_context, "W2")
      .build();
}

System apcs_to_all_kinds() {
  SystemBuilder builder;
  builder.cpus(3).primary("P1").worker("W1", kEverything).worker("W2", kShort);
  builder.standard("S1", "repeat 3 (compute, system_call, sleep, soft_fault, hard_fault)");
  for (const char* target : {"W1", "P1", "S1"}) {
    const std::string name(target);
    builder.apc("read " + name, ApcKind::get_context, name);
    builder.apc("change " + name, ApcKind::set_context, name);
    builder.apc("routine " + name, ApcKind::routine, name);
  }
  return builder.build();
}

System terminations() {
  return SystemBuilder()
      .cpus(2)
      .primary("P1")
      .primary("P2")
      .parked("W1", "repeat 4 (compute, yield)")
      .worker("W2", kEverything)
      .parked("W3", "compute, sleep")
      .standard("S1", "repeat 0 (compute, sleep)")
      .apc("end W1", ApcKind::terminate, "W1")
      .apc("end W2", ApcKind::terminate, "W2")
      .apc("read W2", ApcKind::get_context, "W2")
      .apc("end S1", ApcKind::terminate, "S1")
      .build();
}

System hints() {
  return SystemBuilder()
      .primary("P1")
      .parked("W1", "compute, yield W2, compute, yield W3, compute")
      .parked("W2", "compute, yield W1, compute, yield W2, compute")
      .parked("W3", "compute, yield W1, compute")
      .build();
}

System more_primaries_than_cpus() {
  return SystemBuilder()
      .primary("P1")
      .primary("P2")
      .primary("P3")
      .worker("W1", kShort)
      .worker("W2", kShort)
      .apc("read", ApcKind::get_context, "W1")
      .apc("read again", ApcKind::get_context, "W1")
      .build();
}

System storm() {
  SystemBuilder builder;
  builder.cpus(2).primary("P1").primary("P2");
  builder.parked("W1", "repeat 3 (compute, yield, system_call)");
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    builder.apc(name, ApcKind::get_context, "W1");
  }
  return builder.apc("f", ApcKind::set_context, "W1").build();
}

// Two primaries try the same worker, again and again.
System rivals() {
  return SystemBuilder()
      .cpus(2)
      .primary("P1")
      .primary("P2")
      .parked("W1", "repeat 5 (yield W2)")
      .parked("W2", "repeat 5 (yield W1)")
      .build();
}

// A standard thread and a worker make every call of the user-mode API.
System api_calls() {
  System system = SystemBuilder()
                      .cpus(2)
                      .primary("P1")
                      .parked("W1", "exit")
                      .worker("W2", "yield, sleep")
                      .worker("W3", "yield")
                      .standard("T1", "exit")
                      .build();
  system.threads[2].on_demand = true;
  system.lists.push_back({"spare", true});
  std::vector<Instruction> calls;
  for (std::size_t i = 0; i < static_cast<std::size_t>(ApiCall::count_); ++i) {
    Instruction call;
    call.opcode = Opcode::api;
    call.api.call = static_cast<ApiCall>(i);
    call.api.list = ListId(1);
    call.api.info = InfoClass::user_context;
    call.api.length = 8;
    call.api.value = 3;
    for (const ThreadId subject : {ThreadId(2), ThreadId(1)}) {
      call.api.subject = subject;
      calls.push_back(call);
    }
  }
  // In the end there is a third worker, whoever deleted its context meanwhile.
  calls.push_back(calls[0]);
  calls.push_back(calls[4]);
  Instruction yield;
  yield.opcode = Opcode::yield;
  calls.push_back(yield);
  calls.emplace_back();
  for (const ThreadId caller : {ThreadId(0), ThreadId(4)}) {
    system.programs[system.thread(caller).program.at()].instructions = calls;
  }
  return system;
}

System without(KnockOut safeguard) {
  return SystemBuilder()
      .cpus(2)
      .primary("P1")
      .primary("P2")
      .parked("W1", "yield W2, system_call, yield W2")
      .parked("W2", "repeat 2 (yield W1, compute, hard_fault)")
      .apc("read", ApcKind::get_context, "W1")
      .apc("change", ApcKind::set_context, "W2")
      .apc("stop", ApcKind::suspend, "W1")
      .apc("go", ApcKind::resume, "W1")
      .apc("end", ApcKind::terminate, "W2")
      .without(safeguard)
      .build();
}

}  // namespace

std::vector<Sample> safe_samples() {
  std::vector<Sample> samples = {
      {"windows: one of everything", under_windows(one_of_everything())},
      {"windows: two primaries", under_windows(two_primaries())},
      {"windows: APCs to all kinds", under_windows(apcs_to_all_kinds())},
      {"windows: terminations", under_windows(terminations())},
      {"windows: hints", under_windows(hints())},
      {"windows: rivals", under_windows(rivals())},
      {"windows: devices", under_windows(devices())},
      {"windows: page tables", under_windows(paged())},
      {"windows: thieves", under_windows(thieves())},
      {"windows: tearing off", under_windows(tearing_off())},
      {"windows: own threads", own_threads()},
      {"windows: own threads on the way out", own_threads_on_the_way_out()},
      {"windows: deferring", under_windows(deferring())},
      {"windows: debug registers", under_windows(debugged())},
      {"windows: wild contexts", under_windows(wild_contexts())},
      {"one of everything", one_of_everything()},
      {"two primaries", two_primaries()},
      {"APCs to all kinds", apcs_to_all_kinds()},
      {"terminations", terminations()},
      {"time-outs", time_outs()},
      {"two schedulers", two_schedulers()},
      {"hints", hints()},
      {"more primaries than CPUs", more_primaries_than_cpus()},
      {"storm", storm()},
      {"rivals", rivals()},
      {"disturbed sleepers", disturbed_sleepers()},
      {"events", events()},
      {"devices", devices()},
      {"page tables", paged()},
      {"page tables of IA-32", paged_ia32()},
      {"priority", policy(SchedulerPolicy::priority)},
      {"round robin", policy(SchedulerPolicy::round_robin)},
      {"work stealing", policy(SchedulerPolicy::work_stealing)},
      {"poller", policy(SchedulerPolicy::poller)},
      {"thieves", thieves()},
      {"thief alone", thief_alone()},
      {"poller alone", poller_alone()},
      {"tearing off", tearing_off()},
      {"deferring", deferring()},
      {"API calls", api_calls()},
      {"dying primary", dying_primary()},
      {"dying thief", dying_thief()},
      {"struck", struck()},
      {"placed", placed()},
      {"debug registers", debugged()},
      {"wild contexts", wild_contexts()},
      {"deleted process", deleted_process()},
      {"deleted with page tables", deleted_with_page_tables()},
      {"deleted while deferring", deleted_while_deferring()},
      {"deleted with a procedure", deleted_with_procedure()},
  };
  for (const std::vector<Sample>& more : {procedure_samples(), direct_switch_samples()}) {
    samples.insert(samples.end(), more.begin(), more.end());
  }
  return samples;
}

std::vector<Sample> knocked_out_samples() {
  std::vector<Sample> samples;
  for (std::size_t i = 0; i < static_cast<std::size_t>(KnockOut::count_); ++i) {
    const auto safeguard = static_cast<KnockOut>(i);
    const bool of_paging =
        safeguard >= KnockOut::second_teb_mapping && safeguard <= KnockOut::tlb_shootdown;
    const bool of_windows =
        safeguard >= KnockOut::yield_through_kernel && safeguard <= KnockOut::run_yield_again;
    const bool of_direct_switches =
        safeguard >= KnockOut::save_before_release && safeguard <= KnockOut::release_before_queue;
    System system = of_paging ? paged_without(safeguard) : without(safeguard);
    system = of_direct_switches ? direct_switches_without(safeguard) : system;
    samples.push_back({"without " + std::string(name_of(safeguard)),
                       of_windows ? under_windows(system) : system});
  }
  for (const SchedulerPolicy wrong :
       {SchedulerPolicy::run_before_walked, SchedulerPolicy::requeue}) {
    samples.push_back({"wrong: " + std::string(name_of(wrong)), policy(wrong)});
  }
  samples.push_back(
      {"windows: without atomic-claim", under_windows(without(KnockOut::atomic_claim))});
  for (const KnockOut safeguard :
       {KnockOut::complete_interrupted_load, KnockOut::complete_interrupted_save,
        KnockOut::reset_interrupted_yield, KnockOut::reset_saved_context,
        KnockOut::claim_rollback}) {
    samples.push_back(
        {"struck without " + std::string(name_of(safeguard)), struck_without(safeguard)});
  }
  samples.push_back(
      {"debug registers without second-debug-test", debugged_without(KnockOut::second_debug_test)});
  samples.push_back({"debug registers without debug-register-call",
                     debugged_without(KnockOut::debug_register_call)});
  samples.push_back({"deferring without staging-area", deferring_without(KnockOut::staging_area)});
  samples.push_back({"wild contexts without context-sanitising",
                     wild_contexts_without(KnockOut::context_sanitising)});
  samples.push_back({"wild contexts without complete-interrupted-load",
                     wild_contexts_without(KnockOut::complete_interrupted_load)});
  samples.push_back({"hostile programs", hostile_programs()});
  samples.push_back({"windows: hostile programs", under_windows(hostile_programs())});
  samples.push_back(
      {"dying primary without exit-queues-once", dying_asleep_without(KnockOut::exit_queues_once)});
  return samples;
}

}  // namespace umsim::test
