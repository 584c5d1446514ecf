package process

import (
	"os"
	"strings"
)

// SilenceSDK turns the loggers of the plugin SDK off unless the environment asks for logs: they format every message of
// the protocol at trace level, and Terraform throws the lines away. It must be called before the provider is served.
func SilenceSDK() {
	for _, variable := range os.Environ() {
		name, value, _ := strings.Cut(variable, "=")
		if value == "" {
			continue
		}
		if name == "TF_LOG" || strings.HasPrefix(name, "TF_LOG_PROVIDER") || strings.HasPrefix(name, "TF_LOG_SDK") ||
			strings.HasPrefix(name, "TF_ACC_LOG") {
			return
		}
	}
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK"} {
		if os.Setenv(name, "off") != nil {
			return
		}
	}
}
