"""What the file says of itself: PDF/A-3 (an archive's file with another inside) and PDF/UA-1 (readable aloud) at once.

WeasyPrint declares one standard at a time and prints what both ask for when asked for PDF/A-3a: tags, language,
title, embedded fonts, an output intent. The second declaration is added to the first one's metadata, with the schema
that PDF/A demands for names it does not know (ISO 19005-3, 6.6.2.3).
"""

from __future__ import annotations

from typing import Any

VARIANT = "pdf/a-3a"
_END = b"</rdf:RDF>"
_UNIVERSAL = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def declare_universal(pdf: Any) -> None:
    """Add PDF/UA-1 to the metadata of a file that is about to be written."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [part.replace(_END, _UNIVERSAL + _END) for part in metadata.stream]
