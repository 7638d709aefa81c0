// The kinds of field that a key has, each as one call that serves to pack, to unpack and to
// measure: numbers, flags, threads, frames. Which fields there are is in key_description.h, the
// bits are key_codec.h's.
#pragma once

#include <cstddef>

#include "models/machine/key.h"
#include "models/machine/key_frames.h"

namespace umsim {

// Codec, widths and system must outlive it.
template <class Codec>
class KeyFields {
 public:
  KeyFields(Codec& codec, const KeyFormat::Widths& widths, const System& system)
      : codec_(codec),
        widths_(widths),
        threads_(system.threads.size()),
        workers_(system.workers),
        schedulers_(system.schedulers.size()),
        apcs_(system.apcs.size()),
        objects_(system.objects.size()),
        kernel_code_(kernel_code()),
        user_code_(user_code()) {}

  // Whether the fields that follow are in the key.
  [[nodiscard]] bool live(bool condition) { return codec_.live(condition); }

  template <class Field>
  void number(Field& field, unsigned bits) {
    codec_.number(field, bits);
  }
  template <class Field>
  void flag(Field& field) {
    codec_.number(field, 1);
  }

  // Notes that a state has a value for which the key has no word, unless `fits`.
  void check(bool fits) {
    if constexpr (!kUnpacks) {
      codec_.check(fits);
    }
  }

  void thread(ThreadId& field) { index(field, 0, threads_, widths_.thread); }
  void worker(ThreadId& field) { index(field, 0, workers_, widths_.worker); }
  void primary(ThreadId& field) { index(field, workers_, threads_, widths_.primary); }
  void object(ObjectId& field) { index(field, 0, objects_, widths_.object); }
  void service(Service& field) { codec_.number(field, widths_.service); }
  void scheduler(SchedulerId& field) { index(field, 0, schedulers_, widths_.scheduler); }
  void apc(ApcId& field) { index(field, 0, apcs_, widths_.apc); }

  template <class Count>
  void worker_count(Count& field) {
    codec_.number(field, widths_.worker);
  }
  template <class Count>
  void thread_count(Count& field) {
    codec_.number(field, widths_.thread);
  }
  template <class Count>
  void primary_count(Count& field) {
    codec_.number(field, widths_.primary);
  }
  // How many APCs have done something to one thread.
  template <class Count>
  void count_of_apcs(Count& field) {
    codec_.number(field, widths_.apc);
  }
  // How many disassociate APCs one APC has sent: one more than the invariant allows.
  template <class Count>
  void rounds(Count& field) {
    codec_.number(field, widths_.rounds);
  }
  // A position in a program.
  template <class Position>
  void position(Position& field) {
    codec_.number(field, widths_.position);
  }
  // How often a loop's body has been executed.
  template <class Count>
  void repeats(Count& field) {
    codec_.number(field, widths_.repeat);
  }

  void kernel_frame(StepRef& field) { frame(field, kernel_code_); }
  void user_frame(StepRef& field) { frame(field, user_code_); }

 private:
  static constexpr bool kUnpacks = Codec::kUnpacks;

  // An index of [first, end) or none, which is written as the end.
  template <class Id>
  void index(Id& field, std::size_t first, std::size_t end, unsigned bits) {
    const std::size_t none = end - first;
    std::size_t value = field.valid() ? field.at() - first : none;
    if constexpr (!kUnpacks) {
      codec_.check(!field.valid() || value < none);
    }
    codec_.number(value, bits);
    if constexpr (kUnpacks) {
      field = value == none ? Id() : Id(first + value);
    }
  }

  void frame(StepRef& field, const FrameCode& code) {
    unsigned value = code.code(field);
    codec_.number(value, code.bits);
    if constexpr (kUnpacks) {
      field = code.rows[value];
    }
  }

  Codec& codec_;
  const KeyFormat::Widths& widths_;
  const std::size_t threads_;
  const std::size_t workers_;
  const std::size_t schedulers_;
  const std::size_t apcs_;
  const std::size_t objects_;
  const FrameCode& kernel_code_;
  const FrameCode& user_code_;
};

}  // namespace umsim
