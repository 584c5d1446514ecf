package customer_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli"
)

// screen is a pseudo-terminal: a person's side, and the one that a command is given.
type screen struct{ person, command *os.File }

func newScreen(t *testing.T) screen {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("there are no pseudo-terminals here: %v", err)
	}
	t.Cleanup(func() { _ = person.Close() })
	if err := unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	command, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Close() })
	return screen{person, command}
}

// until reads what a person sees until it has a text, or for ten seconds.
func (s screen) until(t *testing.T, want string) string {
	t.Helper()
	seen, done := make(chan string), time.After(10*time.Second)
	go func() {
		var all strings.Builder
		buffer := make([]byte, 1024)
		for !strings.Contains(all.String(), want) {
			n, err := s.person.Read(buffer)
			all.Write(buffer[:n])
			if err != nil {
				break
			}
		}
		seen <- all.String()
	}()
	select {
	case text := <-seen:
		return text
	case <-done:
		t.Fatalf("the screen does not show %q", want)
		return ""
	}
}

// TestQuestionsOnATerminal: a command tells what it is going to do and asks, and does it only after a yes.
func TestQuestionsOnATerminal(t *testing.T) {
	t.Parallel()
	f := newFleet(t, "client")
	for _, c := range []struct {
		typed, says string
		code        int
	}{
		{"\n", "cancelled; nothing was changed", 1},
		{"n\n", "cancelled; nothing was changed", 1},
		{"maybe\n", "cancelled; nothing was changed", 1},
		{"\x04", "cancelled; nothing was changed", 1}, // the end of the input
		{"YES\n", "", 0},
	} {
		before := f.must("events")
		s := newScreen(t)
		var out strings.Builder
		ended := make(chan int, 1)
		go func() {
			ended <- cli.Main(append([]string{"simulator", "order", "pay", f.unpaid}, f.at...), &out, s.command,
				cli.Options{Version: "1.2.3", Clock: clock, In: s.command})
		}()
		asked := strings.Join(strings.Fields(s.until(t, "[y/N]")), " ")
		if want := "This pays the order " + f.unpaid + " in the project demo at 2027-03-01T01:00:00Z: 99.00 USD from the " +
			"balance of "; !strings.Contains(asked, want) || !strings.HasSuffix(asked, "Continue? [y/N]") {
			t.Errorf("the screen shows %q, want %q", asked, want)
		}
		if now := f.must("events"); now != before {
			t.Errorf("something was done before the answer:\n%s", strings.TrimPrefix(now, before))
		}
		if _, err := s.person.WriteString(c.typed); err != nil {
			t.Fatal(err)
		}
		if code := <-ended; code != c.code {
			t.Errorf("after %q the command ends with %d, want %d", c.typed, code, c.code)
		}
		if c.says != "" {
			s.until(t, c.says)
		}
		if paid := strings.Contains(f.must("order", "show", f.unpaid), "completed"); paid != (c.code == 0) {
			t.Errorf("after %q the order is paid: %t", c.typed, paid)
		}
	}
}
