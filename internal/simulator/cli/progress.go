package cli

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// progress tells on a terminal how far something is that takes longer than a second.
type progress struct {
	w     io.Writer
	clock func() time.Time
	begin time.Time
	shown int // columns
}

func newProgress(w io.Writer, clock func() time.Time) *progress {
	return &progress{w: w, clock: clock, begin: clock()}
}

// tell shows a text in place of the one before.
func (p *progress) tell(format string, args ...any) {
	s := screenOf(p.w)
	if !s.isTerminal() || p.clock().Sub(p.begin) < time.Second {
		return
	}
	text := shorten(fmt.Sprintf(format, args...), s.width-1)
	p.clear()
	p.shown = wide(text)
	fmt.Fprint(p.w, text)
}

// clear removes the text, for what is printed after it.
func (p *progress) clear() {
	if p.shown > 0 {
		fmt.Fprint(p.w, "\r"+strings.Repeat(" ", p.shown)+"\r")
		p.shown = 0
	}
}
