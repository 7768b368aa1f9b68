// Draws with WebGL 2: the photo and the filter's table are textures, and the graphics card interpolates in both.
(() => {
  const GRID = 17;
  const CORNERS = `#version 300 es
    void main() {
      gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0, 0.0, 1.0);
    }`;
  const PIXELS = `#version 300 es
    precision highp float;
    precision highp sampler3D;
    uniform sampler2D photo;
    uniform sampler3D table;
    uniform vec2 origin, across, down;
    uniform vec4 frame;
    uniform float strength, outside, tall;
    out vec4 pixel;
    void main() {
      vec2 at = vec2(gl_FragCoord.x, tall - gl_FragCoord.y);
      vec2 place = origin + at.x * across + at.y * down;
      vec3 colour = texture(photo, place).rgb;
      vec3 filtered = texture(table, colour * (${GRID}.0 - 1.0) / ${GRID}.0 + 0.5 / ${GRID}.0).rgb;
      bool framed = all(greaterThanEqual(at, frame.xy)) && all(lessThanEqual(at, frame.zw));
      bool there = all(greaterThanEqual(place, vec2(0.0))) && all(lessThanEqual(place, vec2(1.0)));
      float seen = framed ? 1.0 : there ? outside : 0.0;
      pixel = vec4(mix(colour, filtered, strength) * seen, seen);
    }`;

  function program(gl) {
    const made = gl.createProgram();
    for (const [type, source] of [
      [gl.VERTEX_SHADER, CORNERS],
      [gl.FRAGMENT_SHADER, PIXELS],
    ]) {
      const shader = gl.createShader(type);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(made, shader);
    }
    gl.linkProgram(made);
    return gl.getProgramParameter(made, gl.LINK_STATUS) ? made : null;
  }

  function texture(gl, kind, smooth) {
    const made = gl.createTexture();
    gl.bindTexture(kind, made);
    gl.texParameteri(kind, gl.TEXTURE_MIN_FILTER, smooth);
    gl.texParameteri(kind, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T, gl.TEXTURE_WRAP_R]) {
      gl.texParameteri(kind, side, gl.CLAMP_TO_EDGE);
    }
    return made;
  }

  // null where there is no WebGL 2, or the photo is too large for it.
  editor.drawWithGl = (canvas, photo) => {
    const gl = canvas.getContext("webgl2", { premultipliedAlpha: true, antialias: false });
    const drawing = gl && Math.max(photo.width, photo.height) <= gl.getParameter(gl.MAX_TEXTURE_SIZE) && program(gl);
    if (!drawing) return null;
    gl.useProgram(drawing);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.activeTexture(gl.TEXTURE0);
    texture(gl, gl.TEXTURE_2D, gl.LINEAR_MIPMAP_LINEAR);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, photo);
    gl.generateMipmap(gl.TEXTURE_2D);
    gl.activeTexture(gl.TEXTURE1);
    texture(gl, gl.TEXTURE_3D, gl.LINEAR);
    const uniform = (name) => gl.getUniformLocation(drawing, name);
    gl.uniform1i(uniform("photo"), 0);
    gl.uniform1i(uniform("table"), 1);
    let shown = null;

    return ({ steps, frame, table, strength, outside }) => {
      if (table && table !== shown) {
        gl.texImage3D(gl.TEXTURE_3D, 0, gl.RGB8, GRID, GRID, GRID, 0, gl.RGB, gl.UNSIGNED_BYTE, table);
        shown = table;
      }
      gl.viewport(0, 0, canvas.width, canvas.height);
      for (const name of ["origin", "across", "down"]) gl.uniform2fv(uniform(name), steps[name]);
      gl.uniform4fv(uniform("frame"), frame);
      gl.uniform1f(uniform("strength"), table ? strength / 100 : 0);
      gl.uniform1f(uniform("outside"), outside);
      gl.uniform1f(uniform("tall"), canvas.height);
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 3);
    };
  };
})();
