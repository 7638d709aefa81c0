// Overloaded: what std::visit() does with each alternative of a variant, one function after the
// other.
#pragma once

namespace umsim {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace umsim
