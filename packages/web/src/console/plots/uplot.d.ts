/** Bundled with the page's styles. */
declare module 'uplot/dist/uPlot.min.css';
