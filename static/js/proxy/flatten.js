// A page that was photographed at a slant is laid flat: its four corners become the corners of a rectangle.

function solved(rows) {
  const size = rows.length;
  for (let column = 0; column < size; column += 1) {
    let best = column;
    for (let row = column + 1; row < size; row += 1) {
      if (Math.abs(rows[row][column]) > Math.abs(rows[best][column])) best = row;
    }
    [rows[column], rows[best]] = [rows[best], rows[column]];
    const pivot = rows[column][column];
    if (Math.abs(pivot) < 1e-12) return null;
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue;
      const share = rows[row][column] / pivot;
      for (let place = column; place <= size; place += 1) rows[row][place] -= share * rows[column][place];
    }
  }
  return rows.map((row, place) => row[size] / row[place]);
}

// The projective map that takes the rectangle (0,0)-(width,height) to the corners, clockwise from the upper left.
export function projection(width, height, corners) {
  const plain = [[0, 0], [width, 0], [width, height], [0, height]];
  const rows = [];
  plain.forEach(([x, y], place) => {
    const [u, v] = corners[place];
    rows.push([x, y, 1, 0, 0, 0, -x * u, -y * u, u], [0, 0, 0, x, y, 1, -x * v, -y * v, v]);
  });
  return solved(rows);
}

function length([x, y], [u, v]) {
  return Math.hypot(u - x, v - y);
}

export function flattened(canvas, corners) {
  const [a, b, c, d] = corners;
  const width = Math.round(Math.max(length(a, b), length(d, c)));
  const height = Math.round(Math.max(length(a, d), length(b, c)));
  const map = width > 7 && height > 7 ? projection(width, height, corners) : null;
  if (!map) return canvas;
  const from = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const flat = document.createElement("canvas");
  flat.width = width;
  flat.height = height;
  const pen = flat.getContext("2d");
  const to = pen.createImageData(width, height);
  const source = new Uint32Array(from.data.buffer);
  const target = new Uint32Array(to.data.buffer);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const share = map[6] * x + map[7] * y + 1;
      const u = Math.round((map[0] * x + map[1] * y + map[2]) / share);
      const v = Math.round((map[3] * x + map[4] * y + map[5]) / share);
      const inside = u >= 0 && v >= 0 && u < from.width && v < from.height;
      target[y * width + x] = inside ? source[v * from.width + u] : 0xff_ff_ff_ff;
    }
  }
  pen.putImageData(to, 0, 0);
  return flat;
}
