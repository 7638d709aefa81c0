// The kinds of field that a key has, each as one call that serves to pack, to unpack and to
// measure: numbers, flags, threads, frames. Which fields there are is in key_description.h, the
// bits are key_codec.h's.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/machine/key.h"
#include "models/machine/key_frames.h"

namespace umsim {

// A field and its bits, for KeyFields::together.
template <class Field>
struct Number {
  Field& field;
  unsigned bits;

  [[nodiscard]] bool fits() const { return value() >> bits == 0; }
  [[nodiscard]] std::uint64_t value() const { return static_cast<std::uint64_t>(field); }
  void set(std::uint64_t value) const { field = static_cast<Field>(value); }
};

// An index of [first, end) or none, which is written as the end.
template <class Id>
struct IndexIn {
  Id& field;
  std::size_t first;
  std::size_t end;
  unsigned bits;

  [[nodiscard]] std::uint64_t none() const { return end - first; }
  [[nodiscard]] bool fits() const { return !field.valid() || value() < none(); }
  [[nodiscard]] std::uint64_t value() const { return field.valid() ? field.at() - first : none(); }
  void set(std::uint64_t value) const { field = value == none() ? Id() : Id(first + value); }
};

// It has the codec by value and is handed on as an argument, never kept: so that a compiler that
// sees the whole description holds what every field changes in registers. Widths and system must
// outlive it.
template <class Codec>
class KeyFields {
 public:
  KeyFields(const Codec& codec, const KeyFormat::Widths& widths, const System& system)
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
  // How many of `most` alike are in the key.
  [[nodiscard]] std::size_t live(std::size_t count, std::size_t most) {
    return codec_.live(count, most);
  }

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

  // Fields side by side, of together at most 63 bits: the same bits as one after the other, in one
  // go.
  template <class... Parts>
  void together(const Parts&... parts) {
    if constexpr (kUnpacks) {
      std::uint64_t rest = 0;
      codec_.number(rest, (parts.bits + ...));
      (take(parts, rest), ...);
    } else {
      std::uint64_t value = 0;
      unsigned used = 0;
      codec_.check((parts.fits() && ...));
      (put(parts, value, used), ...);
      codec_.number(value, used);
    }
  }

  // What together() takes.
  template <class Field>
  [[nodiscard]] static Number<Field> bits(Field& field, unsigned bits = 1) {
    return {field, bits};
  }
  template <class Count>
  [[nodiscard]] Number<Count> count_of_workers(Count& field) const {
    return {field, widths_.worker};
  }
  template <class Count>
  [[nodiscard]] Number<Count> count_of_primaries(Count& field) const {
    return {field, widths_.primary};
  }
  // How many APCs have done something to one thread.
  template <class Count>
  [[nodiscard]] Number<Count> count_of_apcs(Count& field) const {
    return {field, widths_.apc};
  }
  [[nodiscard]] IndexIn<ApcId> an_apc(ApcId& field) const { return {field, 0, apcs_, widths_.apc}; }
  [[nodiscard]] Number<Service> a_service(Service& field) const { return {field, widths_.service}; }
  [[nodiscard]] IndexIn<ThreadId> a_thread(ThreadId& field) const {
    return {field, 0, threads_, widths_.thread};
  }
  [[nodiscard]] IndexIn<ThreadId> a_worker(ThreadId& field) const {
    return {field, 0, workers_, widths_.worker};
  }
  [[nodiscard]] IndexIn<ThreadId> a_primary(ThreadId& field) const {
    return {field, workers_, threads_, widths_.primary};
  }

  void thread(ThreadId& field) { together(a_thread(field)); }
  void worker(ThreadId& field) { together(a_worker(field)); }
  void primary(ThreadId& field) { together(a_primary(field)); }
  void object(ObjectId& field) { index(field, 0, objects_, widths_.object); }
  void service(Service& field) { codec_.number(field, widths_.service); }
  void scheduler(SchedulerId& field) { index(field, 0, schedulers_, widths_.scheduler); }

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
  // How often a loop's body has been executed, where some program has loops.
  template <class Count>
  void repeats(Count& field) {
    if (widths_.repeat != 0) {
      codec_.number(field, widths_.repeat);
    }
  }

  void kernel_frame(StepRef& field) { frame(field, kernel_code_); }
  void user_frame(StepRef& field) { frame(field, user_code_); }

  // As the description has left it.
  [[nodiscard]] Codec& codec() { return codec_; }

 private:
  static constexpr bool kUnpacks = Codec::kUnpacks;

  template <class Id>
  void index(Id& field, std::size_t first, std::size_t end, unsigned bits) {
    together(IndexIn<Id>{field, first, end, bits});
  }

  template <class Part>
  static void put(const Part& part, std::uint64_t& value, unsigned& used) {
    value |= part.value() << used;
    used += part.bits;
  }
  template <class Part>
  static void take(const Part& part, std::uint64_t& rest) {
    part.set(rest & ((std::uint64_t{1} << part.bits) - 1));
    rest >>= part.bits;
  }

  void frame(StepRef& field, const FrameCode& code) {
    unsigned value = code.code(field);
    codec_.number(value, code.bits);
    if constexpr (kUnpacks) {
      field = code.rows[value];
    }
  }

  Codec codec_;
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
