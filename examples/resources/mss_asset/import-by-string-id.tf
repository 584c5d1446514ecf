# To generate the configuration as well (-generate-config-out), add provider = mss.
import {
  to = mss_asset.narrator
  id = "sim-asset-4f20c7d1a86e93b5"
}
