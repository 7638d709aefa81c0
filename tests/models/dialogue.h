// Dialogues: text files of commands and of exactly what they print.
//
// A line that is neither indented, empty nor a comment (#) is a command; the indented lines below
// it are its output. First come commands that describe a system, then commands that act on it or
// ask for its state:
//
//     cpus 1                              dispatch CPU THREAD
//     scheduler NAME                      step CPU [COUNT]
//     time_out CYCLES                     until CPU LABEL|idle
//     primary NAME                        interrupt CPU
//     worker NAME: PROGRAM                arrive APC
//     parked NAME: PROGRAM                complete THREAD, time_out THREAD,
//     object KIND NAME                    expire TIMER
//     standard NAME: PROGRAM              threads, cpus, list [NAME], ready [NAME], apcs
//     device NAME DEPTH
//     apc KIND THREAD                     lock WORKER, context WORKER, primary PRIMARY
//     knock_out SAFEGUARD
//
// An APC is called by its kind and its thread: "arrive get_context W1". An acting command prints
// the steps that ran, with the thread that ran each (and, behind a stroke, on whose user stack),
// and the events below it; and an invariant that is broken afterwards.
#pragma once

#include <string>
#include <string_view>

namespace umsim::test {

// The dialogue with the outputs as the model gives them now.
[[nodiscard]] std::string run_dialogue(std::string_view text);

}  // namespace umsim::test
