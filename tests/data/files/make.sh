#!/usr/bin/env bash
# Makes the documents of this folder from bells.md with pandoc, LibreOffice, qpdf, poppler and img2pdf.
set -euo pipefail
cd "$(dirname "$0")"
export SOURCE_DATE_EPOCH=1767225600
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

office() { soffice --headless --convert-to "$1" --outdir "$3" "$2" >/dev/null; }

for kind in docx epub odt; do pandoc bells.md -o "bells.$kind"; done
for kind in rtf html; do pandoc -s bells.md -o "bells.$kind"; done

# A PDF on small pages, with a running header and footer and hyphenated words.
office fodt bells.odt "$work"
style='<style:header><text:p>Otterby Historical Society</text:p></style:header>'
style+='<style:footer><text:p>Page <text:page-number text:select-page="current"/> of <text:page-count/></text:p></style:footer>'
sed -e 's/fo:page-width="8.5in" fo:page-height="11in"/fo:page-width="4.4in" fo:page-height="6in"/' \
    -e 's/fo:margin-left="1in" fo:margin-right="1in"/fo:margin-left="0.6in" fo:margin-right="0.6in"/' \
    -e 's/fo:margin-top="1in" fo:margin-bottom="1in"/fo:margin-top="0.5in" fo:margin-bottom="0.5in"/' \
    -e 's/fo:hyphenate="false"/fo:hyphenate="true"/g' -e 's/fo:country="GB"/fo:country="US"/g' \
    -e "s#\(<style:master-page style:name=\"Standard\"[^>]*\)>#\1>$style#" \
    "$work/bells.fodt" > "$work/bells-pages.fodt"
office pdf "$work/bells-pages.fodt" "$work"
cp "$work/bells-pages.pdf" bells.pdf
office docx "$work/bells-pages.fodt" "$work"
cp "$work/bells-pages.docx" bells-office.docx

# The same in two columns on large pages.
sed -e 's#\(<style:page-layout-properties fo:page-width[^>]*\)/\?>#\1>\n<style:columns fo:column-count="2" fo:column-gap="0.3in"/>#' \
    "$work/bells.fodt" > "$work/bells-columns.fodt"
office pdf "$work/bells-columns.fodt" "$work"
# It opens without a password, though its owner has one; the scan does not open.
qpdf --encrypt "" owner 256 -- "$work/bells-columns.pdf" bells-columns.pdf

pdftoppm -r 40 -gray -png -l 1 bells.pdf "$work/scan"
img2pdf "$work"/scan-*.png -o bells-scanned.pdf
qpdf --encrypt secret owner 256 -- bells-scanned.pdf bells-locked.pdf
