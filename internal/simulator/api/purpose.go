package api

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// commandOf reads what a Terraform command was asked for: words, some with a number of milliseconds.
func commandOf(header string) (c simulator.Command, err error) {
	for word := range strings.FieldsSeq(header) {
		name, value, timed := strings.Cut(word, "=")
		n, err := strconv.ParseInt(value, 10, 64)
		if timed && (err != nil || n < 0 || n > call.MaxWait) {
			return c, fmt.Errorf("has %.40q, must have a number of milliseconds up to %d", word, int64(call.MaxWait))
		}
		switch word {
		case "partial":
			c.Partial = true
		case "unlocked=" + value:
			c.Unlocked = time.Duration(n) * time.Millisecond
		case "waited=" + value:
			c.Waited = time.Duration(n) * time.Millisecond
		default:
			return c, fmt.Errorf("has %.40q, must have partial, unlocked=MILLISECONDS and waited=MILLISECONDS only", name)
		}
	}
	return c, nil
}

// purposeOf reads what an order is going to be used for: pays and by_hand, each true where it stands there, coupon, any
// number of times, and until, an instant.
func purposeOf(header string) (why lifecycle.Purpose, err error) {
	const most = 4096
	if header == "" {
		return why, nil
	}
	values, err := url.ParseQuery(header)
	if err != nil || len(header) > most {
		return why, errors.New("must be a query, such as pays=true&until=2027-03-01T00:00:00Z, of at most 4096 characters")
	}
	why = lifecycle.Purpose{Given: true, Pays: values.Get("pays") == "true", ByHand: values.Get("by_hand") == "true",
		Coupons: values["coupon"]}
	if until := values.Get("until"); until != "" {
		if why.Until, err = time.Parse(time.RFC3339, until); err != nil {
			return why, errors.New("has an until that is no instant in RFC 3339")
		}
	}
	return why, nil
}
