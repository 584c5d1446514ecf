package process

import (
	"os"
	"testing"
)

func TestLoggersAreSilentOnlyWhereNoLogIsAskedFor(t *testing.T) {
	sdk := []string{"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK"}
	for _, asked := range []string{"", "TF_LOG", "TF_LOG_PROVIDER", "TF_LOG_PROVIDER_MSS", "TF_LOG_SDK_PROTO_DATA_DIR",
		"TF_ACC_LOG", "TF_ACC_LOG_PATH"} {
		t.Run("asked by "+asked, func(t *testing.T) {
			for _, name := range append(sdk, "TF_LOG", "TF_LOG_PROVIDER", "TF_ACC_LOG", "TF_ACC_LOG_PATH") {
				t.Setenv(name, "")
			}
			t.Setenv("TF_LOG_CORE", "trace") // which has no line of a provider
			want := "off"
			if asked != "" {
				t.Setenv(asked, "debug")
				want = ""
			}
			SilenceSDK()
			for _, name := range sdk {
				if got := os.Getenv(name); got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
		})
	}
}
