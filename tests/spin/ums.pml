/* A model of user-mode scheduling (UMS) for SPIN, written from the specification (docs/spec) and the
   patent's text, and not from umsim's model: the two are held against each other. README.md says what
   it covers. One block of a figure is one step. */

#include "bounds.pml"
#include "state.pml"
#include "answer.pml"
#include "primary.pml"
#include "worker.pml"
#include "properties.pml"
#if CPUS < THREADS
#include "processors.pml"
#endif
