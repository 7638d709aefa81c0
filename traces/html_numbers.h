// Numbers as reports have them: LEB128, seven bits a byte, the lowest first, the top bit set in all
// but the last.
#pragma once

#include <cstdint>
#include <string>

namespace umsim {

inline void put_number(std::string& bytes, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7U) {
    bytes.push_back(static_cast<char>((number & 0x7FU) | 0x80U));
  }
  bytes.push_back(static_cast<char>(number));
}

}  // namespace umsim
