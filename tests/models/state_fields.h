// The fields of a state, one by one: where each lies and which values make sense in it.
//
// Tests change fields with it: a value that makes sense in a field but means something else. Every
// byte of every struct belongs to exactly one field.
#pragma once

#include <string>
#include <vector>

#include "models/machine/image.h"
#include "sim/explore/random_numbers.h"

namespace umsim::test {

enum class FieldKind : std::uint8_t {
  number,         // 0 to `end` - 1
  thread,         // any thread, or none
  worker,         // any worker, or none
  primary,        // any primary, or none
  apc,            // any APC, or none
  object,         // any object, or none
  scheduler,      // any scheduler, or none
  kernel_row,     // a row of a kernel routine
  user_row,       // a row of a user-mode routine
  value,          // any 64 bits
  debug_address,  // one that the system's debug registers can have
  ready_order,    // any 64 bits; no part of what a key stands for
  derived,        // follows from other fields
  unused          // always zero
};

struct Field {
  std::string name;
  std::size_t offset;  // in the block
  std::size_t size;
  FieldKind kind;
  std::uint64_t end;
};

[[nodiscard]] std::vector<Field> fields_of(const System& system, const Layout& layout);

// Gives the field another value that makes sense in it, if it has any.
void change_field(const Machine& machine, const Field& field, explore::RandomNumbers& random);

}  // namespace umsim::test
