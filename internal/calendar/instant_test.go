package calendar_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
)

// TestParseInstant has the examples of RFC 3339 (section 5.8), and what time.Parse reads otherwise.
func TestParseInstant(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"1985-04-12T23:20:50.52Z":                     "1985-04-12T23:20:50.52Z",
		"1996-12-19T16:39:57-08:00":                   "1996-12-20T00:39:57Z",
		"1990-12-31T23:59:60Z":                        "1991-01-01T00:00:00Z",
		"1990-12-31T15:59:60-08:00":                   "1991-01-01T00:00:00Z",
		"1937-01-01T12:00:27.87+00:20":                "1937-01-01T11:40:27.87Z",
		"2016-12-31t23:59:60z":                        "2017-01-01T00:00:00Z",
		"2017-01-01T07:59:60.25+08:00":                "2017-01-01T00:00:00.25Z",
		"2028-06-01t23:59:59.999+08:00":               "2028-06-01T15:59:59.999Z",
		"2027-03-01T00:00:00-00:00":                   "2027-03-01T00:00:00Z",
		"2027-03-01T00:00:00+23:59":                   "2027-02-28T00:01:00Z",
		"2027-03-01T00:00:00-23:59":                   "2027-03-01T23:59:00Z",
		"2028-02-29T00:00:00Z":                        "2028-02-29T00:00:00Z",
		"2027-03-01T00:00:00.1234567891234567891234Z": "2027-03-01T00:00:00.123456789Z",
		"1900-01-01T00:00:00Z":                        "1900-01-01T00:00:00Z",
		"9999-12-31T23:59:59Z":                        "9999-12-31T23:59:59Z",
		"9999-12-31T23:59:59.999+08:00":               "9999-12-31T15:59:59.999Z",
	} {
		if got, err := calendar.ParseInstant(in); err != nil || got.Format(time.RFC3339Nano) != want ||
			got.Location() != time.UTC {
			t.Errorf("%s is %s (%v), want %s", in, got.Format(time.RFC3339Nano), err, want)
		}
	}
	for _, in := range []string{
		"", "now", "2027-03-01", "2027-03-01T00:00:00", "2027-03-01 00:00:00Z", "2027-03-01T00:00Z", "2027-03-01T0:00:00Z",
		"2027-03-01T00:00:00,5Z", "2027-03-01T00:00:00.Z",
		"2027-03-01T24:00:00Z", "2027-03-01T00:60:00Z", "2027-03-01T00:00:61Z", "2027-03-01T00:00:60Z",
		"2016-12-31T23:59:60+08:00", "2016-12-30T23:59:60Z",
		"2027-02-29T00:00:00Z", "2027-04-31T00:00:00Z", "2027-00-01T00:00:00Z", "2027-13-01T00:00:00Z",
		"2027-01-00T00:00:00Z",
		"2027-1-01T00:00:00Z",
		"2027-03-01T00:00:00+24:00", "2027-03-01T00:00:00+08:60", "2027-03-01T00:00:00+0800", "2027-03-01T00:00:00+08",
		"2027-03-01T00:00:00+8:00", "2027-03-01T00:00:00 +08:00",
		"2027-03-01T00:00:00Z ", " 2027-03-01T00:00:00Z", "2027-03-01T00:00:00ZZ", "+2027-03-01T00:00:00Z",
		"12027-03-01T00:00:00Z", "２027-03-01T00:00:00Z", "2027-03-01T00:00:00\u2212 08:00",
		"0001-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+08:00", "1900-01-01T00:00:00+00:01",
		"1899-12-31T23:59:59.9Z", "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:60Z",
	} {
		if got, err := calendar.ParseInstant(in); err == nil {
			t.Errorf("%q is read as %s", in, got)
		}
	}
	if got, err := calendar.ParseSecond("2028-06-01T23:59:59.999999999+08:00"); err != nil || !got.Equal(end(2028, 6, 1)) {
		t.Errorf("the last fraction of a day is %s (%v), want its last second", got, err)
	}
}

// TestParseInstantReadsWhatGoWrites compares it with the standard library's own form.
func TestParseInstantReadsWhatGoWrites(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		zone := time.FixedZone("", 60*rapid.IntRange(-23*60-59, 23*60+59).Draw(t, "offset"))
		want := time.Unix(rapid.Int64Range(-2_208_988_800, 253_402_214_400).Draw(t, "second"),
			rapid.Int64Range(0, 999_999_999).Draw(t, "nanosecond")).In(zone)
		if want.Year() > 9999 || want.Year() < 1900 {
			t.Skip("not written with this offset")
		}
		text := want.Format(time.RFC3339Nano)
		for _, s := range []string{text, strings.ToLower(text)} {
			if got, err := calendar.ParseInstant(s); err != nil || !got.Equal(want) {
				t.Fatalf("%s is read as %s (%v)", s, got, err)
			}
		}
		if got, err := calendar.ParseSecond(text); err != nil || got.Unix() != want.Unix() || got.Nanosecond() != 0 {
			t.Fatalf("%s is in the second %s (%v)", text, got, err)
		}
	})
}

func FuzzParseInstant(f *testing.F) {
	for _, s := range []string{"2027-03-01T00:00:00Z", "1990-12-31T15:59:60-08:00", "2027-03-01t00:00:00.5+23:59",
		"0001-01-01T00:00:00Z", "2027-03-01T00:00:00,5Z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := calendar.ParseInstant(s)
		if err != nil {
			return
		}
		again, err := calendar.ParseInstant(got.Format(time.RFC3339Nano))
		if err != nil || !again.Equal(got) {
			t.Errorf("%q is %s, which is read as %s (%v)", s, got, again, err)
		}
		if want, err := time.Parse(time.RFC3339, strings.ToUpper(s)); err == nil && !want.Equal(got) {
			t.Errorf("%q is %s, and %s for time.Parse", s, got, want)
		}
	})
}
