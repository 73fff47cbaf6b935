import type { DashboardFile } from "../components/monitoring/grafanaConfig";

/** As much of a dashboard's file as a drawing shows. */
interface Drawn {
  readonly title: string;
  readonly panels: readonly {
    readonly type: string;
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets?: readonly { readonly legendFormat: string }[];
    readonly fieldConfig?: {
      readonly defaults: { readonly unit: string; readonly thresholds: { readonly steps: readonly Step[] } };
    };
  }[];
}

interface Step {
  readonly value: number | null;
  readonly color: string;
}

/** Pixels of a cell of Grafana's grid, which is 24 wide, and of the head above it. */
const cell = { width: 40, height: 22 };
const head = 44;

/** A dashboard's panels, units and limits as an SVG: a drawing that needs no Grafana, shows no data and says so. */
export function dashboardDrawing({ json }: DashboardFile): string {
  const { title, panels } = JSON.parse(json) as Drawn;
  const height = head + Math.max(...panels.map(({ gridPos: { y, h } }) => y + h)) * cell.height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${24 * cell.width} ${height}" font-family="sans-serif">`,
    `<rect width="100%" height="100%" fill="#111217"/>`,
    text(10, 27, `${title} - a drawing of its panels, units and limits, not a screenshot`, "#ccccdc", 15),
    ...panels.flatMap(drawPanel),
    "</svg>\n",
  ].join("\n");
}

function drawPanel({ type, title, gridPos, targets = [], fieldConfig }: Drawn["panels"][number]): string[] {
  const [x, y] = [gridPos.x * cell.width, head + gridPos.y * cell.height];
  if (type === "row") return [text(x + 10, y + 16, title, "#ccccdc", 13)];
  const [width, height] = [gridPos.w * cell.width - 6, gridPos.h * cell.height - 6];
  const legend = targets.map(({ legendFormat }) => legendFormat).join("   ");
  const limit = fieldConfig?.defaults.thresholds.steps.find(({ value }) => value !== null);
  const unit = fieldConfig?.defaults.unit === "none" ? "" : ` (${fieldConfig?.defaults.unit ?? ""})`;
  return [
    `<rect x="${x + 3}" y="${y + 3}" width="${width}" height="${height}" rx="3" fill="#181b1f" stroke="#2c3235"/>`,
    text(x + 12, y + 22, `${title}${unit}`, "#ccccdc", 12),
    ...(limit ? drawLimit(x, y, width, height, limit) : []),
    text(x + 12, y + height - 8, legend, "#8e8ea0", 10),
  ];
}

function drawLimit(x: number, y: number, width: number, height: number, { value, color }: Step): string[] {
  const line = y + height / 2;
  const colour = color === "red" ? "#f2495c" : "#73bf69";
  return [
    `<path d="M${x + 12} ${line}h${width - 24}" stroke="${colour}" stroke-dasharray="6 4"/>`,
    text(x + 12, line - 6, `${color} from ${value ?? ""}`, colour, 10),
  ];
}

function text(x: number, y: number, content: string, fill: string, size: number): string {
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x}" y="${y}" fill="${fill}" font-size="${size}">${escaped}</text>`;
}
