package assetrenewal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/asset"
	"github.com/mss-iac/terraform-provider-mss/internal/ledger"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// promise is what the first plan of a change has announced. Terraform plans every object again while it applies, and
// that second plan must find the same, although the objects that were applied before it may have moved what it is
// worked out from.
type promise struct {
	Of     string           `json:"of"`               // the change that it was made for
	Open   bool             `json:"open"`             // whether there is something to send
	Units  map[string]int64 `json:"units"`            // pool: units at the most; nil: not known
	Booked map[string]int64 `json:"booked,omitempty"` // pool: units that the plan has reserved
}

const (
	kind       = "mss_asset_renewal"
	promiseKey = "planned"
)

// changeOf names a change: that of a renewal, or of a new one with these rows.
func (r *Resource) changeOf(id string, rows []row) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%q\n", r.Session.Origin, id)
	for _, one := range rows {
		fmt.Fprintf(&b, "%q %d %d\n", one.asset.ValueString(), one.months.ValueInt64(), one.until().Unix())
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:16])
}

// recall finds what was promised for a change when it was planned first, in the saved plan or by this command; not ok
// in that first plan.
func (r *Resource) recall(ctx context.Context, plan tfsdk.Plan, id, of string) (p promise, ok bool) {
	saved := ledger.Saved(ctx, r.Ledger, kind, plan, func(s *model) bool {
		rows, _ := s.rows()
		return s.ID.ValueString() == id && r.changeOf(id, rows) == of
	})
	if saved != nil {
		return saved.promised(of, nil), true
	}
	for _, note := range r.Ledger.Recall(kind, of) {
		ok = json.Unmarshal(note, &p) == nil && p.Of == of
	}
	return p, ok
}

// promised is what a plan promises, as the second one has to find it.
func (m *model) promised(of string, booked map[string]int64) promise {
	return promise{Of: of, Open: m.Results.IsUnknown(), Units: unitsOf(m.PlannedUnits), Booked: booked}
}

// keep plans what was promised.
func (m *model) keep(p promise) {
	if p.Open {
		m.open()
		m.PlannedUnits = types.MapUnknown(types.Int64Type)
		if p.Units != nil {
			m.PlannedUnits = unitsMap(p.Units)
		}
	}
}

// unitsMap is a map of pools, without those of which nothing is spent.
func unitsMap(units map[string]int64) types.Map {
	values := map[string]attr.Value{}
	for pool, n := range units {
		if n > 0 {
			values[pool] = types.Int64Value(n)
		}
	}
	return types.MapValueMust(types.Int64Type, values)
}

// unitsOf is nil for a map that is not known.
func unitsOf(m types.Map) map[string]int64 {
	if m.IsUnknown() || m.IsNull() {
		return nil
	}
	units := map[string]int64{}
	for pool, v := range m.Elements() {
		if n, ok := v.(types.Int64); ok {
			units[pool] = n.ValueInt64()
		}
	}
	return units
}

// bound is most for every pool: what a plan does not name, it has promised not to spend.
func bound(most map[string]int64) map[string]int64 {
	if most == nil {
		return nil
	}
	all := maps.Clone(most)
	for _, pool := range asset.Pools() {
		all[pool] = most[pool]
	}
	return all
}

// within refuses what needs more units than were planned, before anything is sent. The service holds the bound as well.
func (out *outstanding) within(planned map[string]int64, at path.Path) (d diag.Diagnostics) {
	if planned == nil {
		return d
	}
	for _, pool := range slices.Sorted(maps.Keys(out.least)) {
		if n := out.least[pool]; n > planned[pool] {
			why := fmt.Sprintf("It now needs %s of pool %s, and the plan allowed %d", message.Count(n, "unit"), pool,
				planned[pool])
			if len(out.ends) > 0 {
				why += ": " + strings.Join(out.ends, ", ") + ", and not when it was planned"
			}
			d.Append(moreThanPlanned(at, why+"."))
		}
	}
	return d
}

// moreThanPlanned refuses to spend what no plan has announced.
func moreThanPlanned(at path.Path, why string) diag.Diagnostic {
	return message.Wrong(at, "Renewal needs more units than planned", "%s %s Plan again to see what it needs.", why,
		message.NothingSpent)
}

// plus adds numbers of units. What cannot be counted stays the largest number: a bound remains one.
func plus(a, b int64) int64 {
	if a > 0 && b > math.MaxInt64-a {
		return math.MaxInt64
	}
	return a + b
}

// release takes what the first plan of a replacement has booked off the account: core plans the change of the old
// object first, and then the new one, whose prior private data is what the first call planned.
func (r *Resource) release(ctx context.Context, private tfconv.PrivateGetter) diag.Diagnostics {
	var first promise
	found, d := tfconv.GetPrivate(ctx, private, promiseKey, &first)
	if found {
		r.Ledger.Unreserve(first.Booked)
	}
	return d
}
