package mssclient

import (
	"context"
	"iter"
)

// pageSize is the largest page that all lists take.
const pageSize = 100

// Page is the part of a list that is asked for, at most 100 rows. Total is set: how many rows the list has.
type Page struct{ Offset, Limit, Total int32 }

// pages yields each row of a list once, or of the one page that is asked for: rows move between pages when something
// changes meanwhile. A row is known by its key. After an error nothing follows.
func pages[R, T any](ctx context.Context, c *Client, operation string, only *Page,
	ask func(s *services, offset, limit *int32) (*R, error),
	rows func(*R) ([]T, int32), key func(T) string,
) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		seen, limit, offset := map[string]bool{}, int32(pageSize), int32(0)
		if only != nil {
			limit, offset = only.Limit, only.Offset
		}
		for {
			resp, err := do(ctx, c, call{operation: operation, read: true}, func(s *services) (*R, error) {
				return ask(s, &offset, &limit)
			})
			if err != nil {
				yield(*new(T), err)
				return
			}
			page, total := rows(resp)
			if only != nil {
				only.Total = total
			}
			for _, r := range page {
				if k := key(r); !seen[k] {
					seen[k] = true
					if !yield(r, nil) {
						return
					}
				}
			}
			offset += int32(len(page))
			if len(page) == 0 || offset >= total || only != nil {
				return
			}
		}
	}
}
