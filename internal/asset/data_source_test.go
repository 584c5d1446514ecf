package asset_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
)

// fleet is two voices and an avatar, each on a package of its own.
func fleet() []string {
	return []string{
		buy("voice", acctest.Voice, ""), anna("description = \"warm\""),
		buy("other", acctest.Voice, ""),
		acctest.Block(kind, "bob", "kind = \"voice_clone\"\nname = \"Bob\"\npackage_id = mss_resource_package.other.id\n"+
			"active = false"),
		buy("image", acctest.Image, "auto_renew = true"),
		acctest.Block(kind, "carl", "kind = \"studio_4k\"\nname = \"Carl\"\npackage_id = mss_resource_package.image.id"),
	}
}

// data reads when the fleet is there.
func data(kind, name, body string) string {
	return fmt.Sprintf("data %q %q {\n%s\n  depends_on = [mss_asset.anna, mss_asset.bob, mss_asset.carl]\n}", kind,
		name, body)
}

func TestDataSource(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	const one = "data.mss_asset."
	same := func(name, attribute, other string) resource.TestCheckFunc {
		return resource.TestCheckResourceAttrPair(one+name, attribute, kind+"."+other, attribute)
	}
	checks := []resource.TestCheckFunc{same("kind", "id", "carl"), same("inactive", "id", "bob"),
		same("pool", "id", "carl"), same("vk", "id", "bob"), same("name", "id", "anna"), same("package", "id", "anna")}
	for _, attribute := range []string{"id", "kind", "name", "package_id", "description", "active", "vk", "asset_type",
		"status", "pool", "expire_time", "created_time"} {
		checks = append(checks, same("id", attribute, "anna"))
	}
	config := append(fleet(),
		"data \"mss_asset\" \"id\" { id = mss_asset.anna.id }", // unknown while the asset is planned
		"data \"mss_asset\" \"vk\" { vk = mss_asset.bob.vk }",
		data("mss_asset", "kind", `kind = "studio_4k"`),
		data("mss_asset", "pool", `pool = "studio_2d"`),
		data("mss_asset", "name", `name = "Anna"`),
		data("mss_asset", "package", "package_id = mss_resource_package.voice.id"),
	)
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At(acctest.Now, append(config, data("mss_asset", "inactive", `status = "inactive"`))...),
			Check:  resource.ComposeAggregateTestCheckFunc(checks...),
		},
		// By then the voices are in their grace period.
		resource.TestStep{
			Config: cloud.At("2028-03-05T00:00:00Z", append(config, data("mss_asset", "left", `status = "active"`))...),
			Check: resource.ComposeAggregateTestCheckFunc(
				same("left", "id", "carl"), resource.TestCheckResourceAttr(one+"id", "status", "grace"),
				resource.TestCheckResourceAttr(one+"left", "expire_time", "2029-03-01T15:59:59Z"),
			),
		},
	)
}

func TestDataSourceErrors(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	fails := func(body, want string) resource.TestStep {
		return resource.TestStep{Config: cloud.At(acctest.Now, append(fleet(), data("mss_asset", "one", body))...),
			ExpectError: regexp.MustCompile(want)}
	}
	acctest.Run(t,
		resource.TestStep{
			Config:      cloud.At(acctest.Now, `data "mss_asset" "one" { name = "Anna" }`),
			ExpectError: regexp.MustCompile(`(?s)No asset found.*name = "Anna".*no asset in\s+project\s+demo`),
		},
		fails(`pool = "studio_4k"`, `must be one of\s+studio_2d`),
		resource.TestStep{Config: cloud.At(acctest.Now, fleet()...)},
		fails(`kind = "voice_clone"`, `(?s)More than one asset found.*2\s+assets.*Set id.*("Anna", voice_clone, active,`+
			`\s+ends\s+2028-03-01T15:59:59Z.*"Bob"|"Bob", voice_clone, inactive,\s+ends\s+2028-03-01T15:59:59Z.*"Anna")`),
		fails(`id = "nothing"`, `(?s)No asset found.*id = "nothing".*3\s+assets.*"Carl"`),
		fails("kind = \"voice_clone\"\nname = \"Carl\"",
			`(?s)name = "Carl".*with\s+this\s+kind.*none\s+has\s+this\s+name.*"Anna"`),
	)
}

func TestList(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	count := func(name string, n int) resource.TestCheckFunc {
		return resource.TestCheckResourceAttr("data.mss_assets."+name, "assets.#", fmt.Sprint(n))
	}
	config := append(fleet(),
		data("mss_assets", "all", ""),
		data("mss_assets", "kind", `kind = "voice_clone"`),
		data("mss_assets", "pool", `pool = "studio_2d"`),
		data("mss_assets", "name", `name = "Bob"`),
		data("mss_assets", "vk", "vk = mss_asset.carl.vk"),
		data("mss_assets", "package", "package_id = mss_resource_package.other.id"),
		data("mss_assets", "active", `status = "active"`),
		data("mss_assets", "none", `kind = "cartoon_3d"`),
		// The same second, written in two zones, and the second after it.
		data("mss_assets", "instant", `expiring_before = "2028-03-01T23:59:59+08:00"`),
		data("mss_assets", "soon", `expiring_before = "2028-03-01T11:00:00-05:00"`),
	)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, `data "mss_assets" "empty" {}`), Check: count("empty", 0)},
		resource.TestStep{
			Config: cloud.At(acctest.Now, config...),
			Check: resource.ComposeAggregateTestCheckFunc(
				count("all", 3), count("kind", 2), count("pool", 1), count("name", 1), count("vk", 1), count("package", 1),
				count("active", 2), count("none", 0),
				count("instant", 0), count("soon", 3), resource.TestCheckResourceAttrPair("data.mss_assets.name", "assets.0.id",
					kind+".bob", "id"),
			),
		},
		resource.TestStep{
			Config: cloud.At("2028-03-05T00:00:00Z", config...),
			Check:  resource.ComposeAggregateTestCheckFunc(count("active", 1), count("soon", 2)),
		},
	)
}
