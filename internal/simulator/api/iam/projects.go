package iam

import (
	"cmp"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
)

// keystoneLinks are the links of projects and of their list. What does not exist is null (documented).
type keystoneLinks struct {
	Self     string  `json:"self"`
	Previous *string `json:"previous"`
	Next     *string `json:"next"`
}

type selfLink struct {
	Self string `json:"self"`
}

type keystoneProject struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	DomainID    string        `json:"domain_id"`
	ParentID    string        `json:"parent_id"`
	Description string        `json:"description"`
	Enabled     bool          `json:"enabled"`
	IsDomain    bool          `json:"is_domain"`
	Links       keystoneLinks `json:"links"`
}

type keystoneDomain struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Enabled     bool     `json:"enabled"`
	Links       selfLink `json:"links"`
}

// maxProjectPage is the largest per_page of project lists (documented).
const maxProjectPage = 5000

// listProjects is KeystoneListProjects: the caller's own project, whatever name is asked for. Clients ask for the
// project of a region by the region's name, and every region is this one project (assumed). An account and its project
// have the same id (assumed).
func listProjects(r *call.Request) (any, error) {
	q := r.Query
	size := q.Int("per_page", maxProjectPage)
	same := func(name string, want ...string) bool {
		got := q.Get(name)
		for _, w := range want {
			if got == "" || strings.EqualFold(got, w) {
				return true
			}
		}
		return false
	}
	projects := []keystoneProject{}
	if same("domain_id", r.Call.Tenant) && same("parent_id", r.Call.Tenant) && same("enabled", "true") &&
		same("is_domain", "false") {
		projects = append(projects, keystoneProject{
			ID: r.Call.Tenant, Name: cmp.Or(q.Get("name"), call.Region), DomainID: r.Call.Tenant, ParentID: r.Call.Tenant,
			Enabled: true,
			Links:   keystoneLinks{Self: address(r, "/v3/projects/"+r.Call.Tenant)},
		})
	}
	return struct {
		Projects []keystoneProject `json:"projects"`
		Links    keystoneLinks     `json:"links"`
	}{call.Cut(projects, min(q.Int("page", 1)-1, 1)*size, size), keystoneLinks{Self: address(r, "/v3/projects")}}, nil
}

// listDomains is KeystoneListAuthDomains: the caller's account.
func listDomains(r *call.Request) (any, error) {
	return struct {
		Domains []keystoneDomain `json:"domains"`
		Links   selfLink         `json:"links"`
	}{
		[]keystoneDomain{{ID: r.Call.Tenant, Name: r.Call.Tenant, Enabled: true,
			Links: selfLink{address(r, "/v3/domains/"+r.Call.Tenant)}}},
		selfLink{address(r, "/v3/auth/domains")},
	}, nil
}

// address is where the caller finds a path.
func address(r *call.Request, path string) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host + path
}
