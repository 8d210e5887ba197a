"""A first walk: one small refinery's month, its inventory, and the footprint of what it made."""

from pathlib import Path

import lizero as lz

# 1. The record: what a plant engineer writes down. A file of readings, and two registers that say what the ids mean.
registers = Path("registers")
registers.mkdir(exist_ok=True)
(registers / "organisations.csv").write_text("organisation,name\nriver,River Lithium\n", encoding="utf-8")
(registers / "sites.csv").write_text("site,organisation,name,geography\nplant,river,River plant,AU-WA-SWIS\n", encoding="utf-8")
(registers / "products.csv").write_text(
    "product,name,unit,lithium\nlithium hydroxide monohydrate,\"lithium hydroxide monohydrate, battery grade\",t,0.1654\n", encoding="utf-8"
)
Path("2025.csv").write_text(
    "record,site,source,category,flow,quantity,unit,start,end\n"
    "gas,plant,kiln,stationary combustion,natural gas,71000,GJ (GCV),2025-07-01,2025-12-31\n"
    "power,plant,meter,purchased electricity,electricity,3500,MWh,2025-07-01,2025-12-31\n"
    "caustic,plant,tank,purchased goods,caustic soda,1180,t,2025-07-01,2025-12-31\n"
    "product,plant,scale,product output,lithium hydroxide monohydrate,1000,t,2025-07-01,2025-12-31\n"
    "broken,plant,meter,purchased electricity,electricity,-7,MWh,2025-07-01,2025-12-31\n",
    encoding="utf-8",
)
record = lz.read_activity("2025.csv")
for finding in record.findings:
    print(finding)

# 2. The inventory: the first library that matches wins, and says so.
library = lz.library("au-nga", "ipcc-2006", "background")
inventory = lz.account(record, library, year=2025)
print(inventory.totals)

# 3. Why is it so much? Every number can be explained.
impacts = lz.characterise(inventory.flows, lz.method("ar6-gwp100"))
print(lz.explain(impacts, record="gas"))

# 4. The same record as unit processes, linked to the open lithium chain: the product's footprint.
own = lz.foreground(record, 2025, allocation="lithium", library=library)
footprint = own.footprint("plant/lithium hydroxide monohydrate", method="ar6-gwp100")
print(f"{footprint.total:.2f} {footprint.unit} for one {footprint.product}")
print(footprint.by_process().head(5))

# 5. And the two agree: products × output give back the site's own emissions.
print(lz.reconcile(record, 2025, library=library))
