import {
  provider = mss
  to       = mss_resource_package.studio
  id       = "sim-pkg-811b1d2998ef88bb"
}
