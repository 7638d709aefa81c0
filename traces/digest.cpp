#include "traces/digest.h"

#include <new>

#include <xxhash.h>

namespace umsim {

DigestSink::DigestSink() : state_(XXH3_createState()) {
  if (state_ == nullptr) {
    throw std::bad_alloc();
  }
  XXH3_64bits_reset(state_.get());
}

DigestSink::~DigestSink() = default;

void DigestSink::Release::operator()(XXH3_state_s* state) const { XXH3_freeState(state); }

void DigestSink::begin(const TraceHeader& header) {
  format_.emplace(header);
  XXH3_64bits_reset(state_.get());
}

void DigestSink::event(const Event& event) {
  line_.clear();
  format_->append_event(line_, event);
  line_.push_back('\n');
  XXH3_64bits_update(state_.get(), line_.data(), line_.size());
}

std::string DigestSink::digest() const {
  return fmt::format("{:016x}", XXH3_64bits_digest(state_.get()));
}

}  // namespace umsim
