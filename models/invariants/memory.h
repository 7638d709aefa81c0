// Memory: nothing refers to a page that is free (INV-12).
#pragma once

#include "models/machine/image.h"

namespace umsim {

// True when every page that a page-table entry or a TLB entry leads to is allocated.
[[nodiscard]] bool no_view_of_free_pages(const Machine& machine);

// No completion list, queue, wait or running timer leads to what a deleted process has had, and no
// queue to a thread that has ended, nor is an APC queued to one.
[[nodiscard]] bool nothing_refers_to_the_deleted(const Machine& machine);

}  // namespace umsim
