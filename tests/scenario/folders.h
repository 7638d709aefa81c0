// Folders: where the tests find the files of the repository.
#pragma once

#include <string>

namespace umsim {

inline const std::string kRepository = UMSIM_REPOSITORY;
inline const std::string kMachines = kRepository + "/scenarios/machines";
inline const std::string kPatentScenarios = kRepository + "/scenarios/patent";
inline const std::string kBrokenScenarios = kRepository + "/tests/scenario/broken";

}  // namespace umsim
