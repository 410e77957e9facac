#!/bin/sh
# Prints the line coverage of the parts that decide what a workflow does, and fails when one is below the threshold.
#
#   tests/coverage.sh RESULTS [THRESHOLD]
#
# RESULTS is a folder with the cobertura files of any number of `dotnet test --collect "XPlat Code Coverage"` runs, at any depth.
# They are merged by line: a line that one run covers is covered. THRESHOLD is in percent, 95 by default. Needs only sh, find and awk.
set -eu

results=${1:?"usage: tests/coverage.sh RESULTS [THRESHOLD]"}
threshold=${2:-95}
files=$(mktemp)
trap 'rm -f "$files"' EXIT

find "$results" -type f -name '*.cobertura.xml' >"$files"
if ! [ -s "$files" ]; then
    echo "No cobertura file is below '$results'. Run: dotnet test --collect \"XPlat Code Coverage\" --results-directory '$results'" >&2
    exit 1
fi

# Paths in a file are relative to one of its <source> elements, which may end anywhere above or below src/; the part after the last
# of them that names a project is the same in every run.
while IFS= read -r file; do
    cat "$file"
    echo
done <"$files" | awk -v threshold="$threshold" '
    function attribute(name,    at, rest) {
        at = index($0, " " name "=\"")
        if (at == 0) return ""
        rest = substr($0, at + length(name) + 3)
        return substr(rest, 1, index(rest, "\"") - 1)
    }
    function part(path) {
        gsub(/\\/, "/", path)
        if (path ~ /\/(obj|bin)\//) return ""
        if (path ~ /(^|\/)Slipway\.Core\//) return "src/Slipway.Core"
        if (path ~ /(^|\/)Slipway\.Functions\/Orchestrators\//) return "src/Slipway.Functions/Orchestrators"
        return ""
    }
    BEGIN {
        wanted[1] = "src/Slipway.Core"
        wanted[2] = "src/Slipway.Functions/Orchestrators"
    }
    { sub(/\r$/, "") }
    /<source>/ { source = $0; sub(/.*<source>/, "", source); sub(/<\/source>.*/, "", source) }
    /<class / {
        name = attribute("filename")
        # Relative to the source folder when that lies inside the part looked at.
        current = part(name)
        if (current == "") { name = source "/" name; current = part(name) }
        gsub(/\\/, "/", name)
        gsub(/\/+/, "/", name)
        sub(/.*\/Slipway\./, "Slipway.", name)
    }
    /<line / && current != "" {
        line = name ":" attribute("number")
        if (!(line in covered)) { covered[line] = 0; inPart[line] = current; inFile[line] = name }
        if (attribute("hits") + 0 > 0) covered[line] = 1
    }
    END {
        for (line in covered) {
            lines[inPart[line]]++
            hit[inPart[line]] += covered[line]
            if (!covered[line]) {
                number = line
                sub(/.*:/, "", number)
                if (number + 0 > last[inFile[line]]) last[inFile[line]] = number + 0
            }
        }

        low = 0
        for (i = 1; i in wanted; i++) {
            name = wanted[i]
            if (lines[name] == 0) {
                printf "line coverage %-38s no line of it was loaded by any test\n", name
                low = 1
                continue
            }

            percent = 100 * hit[name] / lines[name]
            verdict = percent < threshold ? "  below " threshold " %" : ""
            printf "line coverage %-38s %6.2f %%  (%d of %d lines)%s\n", name, percent, hit[name], lines[name], verdict
            if (percent < threshold) low = 1
        }

        if (low) {
            for (file in last) {
                text = ""
                for (n = 1; n <= last[file]; n++) {
                    line = file ":" n
                    if (!(line in covered) || covered[line]) continue
                    for (end = n; (file ":" (end + 1)) in covered && !covered[file ":" (end + 1)]; end++) { }
                    text = text " " (end > n ? n "-" end : n)
                    n = end
                }
                print "  not covered: " file ":" text | "sort"
            }
            close("sort")
        }

        exit low
    }'
