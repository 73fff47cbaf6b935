import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
  SortOrder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type GridPos,
  MappingType,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { dataSources } from "../dataSources";
import type { Limit, Panel, Section } from "./panel";

/** What a dashboard is made of. */
export interface DashboardContent {
  /** The name in its address, `/d/<uid>`: what alerts link to. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly sections: readonly Section[];
  /** How far back it looks when it is opened, such as "6h". */
  readonly since: string;
  /** How often it asks anew, such as "5m". Defaults to half a minute. */
  readonly refresh?: string;
}

/** Every dashboard has it, and a menu of all that do. */
const tag = "orchestrix-pilot";

const source = { type: dataSources.prometheus.type, uid: dataSources.prometheus.uid };

/** Cells of Grafana's grid, which is 24 wide. */
const gridWidth = 24;
const sizes = { numbers: { w: 6, h: 5 }, lines: { w: 8, h: 8 } };

/* eslint-disable @typescript-eslint/no-deprecated -- what replaces it is for Grafana's API, not for its files */
/** Draws a dashboard in the classic format, which every version of Grafana reads from files. */
export function dashboard({ uid, title, description, sections, since, refresh }: DashboardContent): Dashboard {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([tag])
    .readonly()
    .timezone("utc")
    .time({ from: `now-${since}`, to: "now" })
    .refresh(refresh ?? "30s")
    .tooltip(DashboardCursorSync.Crosshair)
    .link(
      new DashboardLinkBuilder("Dashboards")
        .type(DashboardLinkType.Dashboards)
        .tags([tag])
        .asDropdown(true)
        .keepTime(true),
    );
  let y = 0;
  let id = 1;
  for (const section of sections) {
    builder.withRow(new RowBuilder(section.title).id(id++).gridPos({ x: 0, y, w: gridWidth, h: 1 }));
    const places = flow(section.panels, y + 1);
    section.panels.forEach((panel, index) => builder.withPanel(draw(panel, id++, places[index])));
    y = Math.max(y + 1, ...places.map((place) => place.y + place.h));
  }
  return builder.build();
}
/* eslint-enable @typescript-eslint/no-deprecated */

/** Places panels side by side, from a line of the grid on, in lines as high as their highest panel. */
function flow(panels: readonly Panel[], top: number): GridPos[] {
  let [x, y, height] = [0, top, 0];
  return panels.map(({ numbers }) => {
    const { w, h } = numbers ? sizes.numbers : sizes.lines;
    if (x + w > gridWidth) [x, y, height] = [0, y + height, 0];
    const place = { x, y, w, h };
    [x, height] = [x + w, Math.max(height, h)];
    return place;
  });
}

function draw(panel: Panel, id: number, place: GridPos): StatBuilder | TimeseriesBuilder {
  const builder = panel.numbers ? numbers(panel) : lines(panel);
  const { limit, words } = panel;
  return builder
    .id(id)
    .title(panel.title)
    .description(panel.description)
    .datasource(source)
    .gridPos(place)
    .unit(panel.unit)
    .thresholds(thresholds(limit))
    .mappings(words ? [inWords(words)] : [])
    .targets(
      panel.queries.map(({ expression, legend }, index) => {
        const query = new DataqueryBuilder()
          .refId(String.fromCharCode("A".charCodeAt(0) + index))
          .datasource(source)
          .expr(expression)
          .legendFormat(legend);
        return panel.numbers ? query.instant() : query.range();
      }),
    );
}

function numbers({ limit }: Panel): StatBuilder {
  return new StatBuilder()
    .graphMode(BigValueGraphMode.None)
    .colorMode(limit ? BigValueColorMode.Background : BigValueColorMode.None)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]));
}

function lines({ limit }: Panel): TimeseriesBuilder {
  const style = limit ? GraphThresholdsStyleMode.Dashed : GraphThresholdsStyleMode.Off;
  return new TimeseriesBuilder()
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(style))
    .fillOpacity(10)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
}

function thresholds(limit?: Limit): ThresholdsConfigBuilder {
  const [first, then] = limit?.below ? ["red", "green"] : ["green", "red"];
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([{ value: null, color: first }, ...(limit ? [{ value: limit.value, color: then }] : [])]);
}

function inWords(words: Readonly<Record<number, string>>): ValueMapping {
  const texts = Object.entries(words).map(([value, text]) => [value, { text }] as const);
  return { type: MappingType.ValueToText, options: Object.fromEntries(texts) };
}
