# To generate the configuration as well (-generate-config-out), add provider = mss.
import {
  to = mss_asset_renewal.spring
  id = "sim-renewal-93c1d07be25f4a68"
}
