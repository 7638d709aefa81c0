// Assertions on our own behaviour, on in every build.
//
// A failed assertion is a defect of umsim, never an answer to user input. It is thrown, so that the
// command line can say which scenario and schedule led to it before it exits with code 4.
#pragma once

#include <stdexcept>
#include <string>

namespace umsim {

class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// Throws InternalError when `holds` is false.
inline void require(bool holds, const char* what) {
  if (!holds) [[unlikely]] {
    throw InternalError(what);
  }
}

}  // namespace umsim
