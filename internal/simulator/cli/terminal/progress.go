package terminal

import (
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"
)

// Progress tells on a terminal how far something is that takes longer than a second.
type Progress struct {
	w     io.Writer
	clock func() time.Time
	begin time.Time
	shown int // columns
}

// NewProgress begins now, by the clock.
func NewProgress(w io.Writer, clock func() time.Time) *Progress {
	return &Progress{w: w, clock: clock, begin: clock()}
}

// Tell shows a text in place of the one before.
func (p *Progress) Tell(format string, args ...any) {
	s := ScreenOf(p.w)
	if !s.IsTerminal() || p.clock().Sub(p.begin) < time.Second {
		return
	}
	text := shorten(fmt.Sprintf(format, args...), s.Width-1)
	p.Clear()
	p.shown = Wide(text)
	fmt.Fprint(p.w, text)
}

// During does something in one go, and shows a text for as long as it takes.
func (p *Progress) During(text string, do func() error) error {
	return p.Steps(func(tell func(string)) error {
		tell(text)
		return do()
	})
}

// Steps does something in several steps, and shows what it tells of the present one.
func (p *Progress) Steps(do func(tell func(text string)) error) error {
	var step atomic.Value
	step.Store("")
	done := make(chan error, 1)
	go func() { done <- do(func(text string) { step.Store(text) }) }()
	tick := time.NewTicker(time.Second) //nolint:forbidigo // to draw, not to know what time it is
	defer tick.Stop()
	defer p.Clear()
	for {
		select {
		case err := <-done:
			return err
		case <-tick.C:
			p.Tell("%s … %d s", step.Load(), int(p.clock().Sub(p.begin).Seconds()))
		}
	}
}

// Clear removes the text, for what is printed after it.
func (p *Progress) Clear() {
	if p.shown > 0 {
		fmt.Fprint(p.w, "\r"+strings.Repeat(" ", p.shown)+"\r")
		p.shown = 0
	}
}
