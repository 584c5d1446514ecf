# To generate the configuration as well (-generate-config-out), add provider = mss.
import {
  to = mss_resource_package.studio
  id = "sim-pkg-811b1d2998ef88bb"
}
